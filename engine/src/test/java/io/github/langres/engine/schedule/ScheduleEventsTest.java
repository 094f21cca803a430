package io.github.langres.engine.schedule;

import static io.github.langres.engine.schedule.EchoRunner.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.engine.ScheduleListener;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleEventsTest {

  @Test
  void recording_ofARun_tellsItsRowsAndTheirWait(@TempDir Path folder) throws Exception {
    try (Recording recording = new Recording()) {
      recording.enable("langres.Queue");
      recording.enable("langres.Run");
      recording.start();
      try (BatchScheduler scheduler =
          new BatchScheduler(new EchoRunner(), ScheduleOptions.defaults(), ScheduleListener.NONE)) {
        assertThat(scheduler.call(request(1, 7))).isEqualTo(1);
      }
      recording.stop();
      Path file = folder.resolve("langres.jfr");
      recording.dump(file);
      List<RecordedEvent> events = RecordingFile.readAllEvents(file);
      RecordedEvent queue = only(events, "langres.Queue");
      RecordedEvent run = only(events, "langres.Run");
      assertThat(queue.getInt("tokens")).isEqualTo(7);
      assertThat(queue.getDuration()).isPositive();
      assertThat(run.getInt("rows")).isEqualTo(1);
      assertThat(run.getInt("tokens")).isEqualTo(7);
      assertThat(run.getLong("paddingTokens")).isZero();
      assertThat(run.getBoolean("failed")).isFalse();
    }
  }

  private static RecordedEvent only(List<RecordedEvent> events, String name) {
    List<RecordedEvent> named =
        events.stream().filter(event -> event.getEventType().getName().equals(name)).toList();
    assertThat(named).as(name).hasSize(1);
    return named.get(0);
  }
}
