package io.github.langres.engine.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.ElementType;
import io.github.langres.engine.TokenBatch;
import io.github.langres.engine.batch.BatchLimits;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodeEventsTest {

  @Test
  void recording_ofABulkCall_tellsOfEachBatch(@TempDir Path folder) throws Exception {
    EncodeOptions options = EncodeOptions.defaults().withLimits(new BatchLimits(8, 2, 0));
    try (Recording recording = new Recording();
        EncodeLoop loop = new EncodeLoop(FakeGraph.of(ElementType.INT64), options, 0)) {
      recording.enable("langres.Batch");
      recording.start();
      loop.run(
          TokenBatch.of(new int[4], new int[4], new int[9], new int[1]),
          (row, output) -> {},
          Cancellation.NONE);
      recording.stop();
      Path file = folder.resolve("langres.jfr");
      recording.dump(file);
      List<RecordedEvent> events =
          RecordingFile.readAllEvents(file).stream()
              .filter(event -> event.getEventType().getName().equals("langres.Batch"))
              .sorted(Comparator.comparing(RecordedEvent::getStartTime))
              .toList();
      assertThat(events).extracting(event -> event.getInt("width")).containsExactly(9, 4, 1);
      assertThat(events).extracting(event -> event.getInt("rows")).containsExactly(1, 2, 1);
      assertThat(events).extracting(event -> event.getInt("tokens")).containsExactly(9, 8, 1);
      assertThat(events).extracting(event -> event.getLong("paddingTokens")).containsOnly(0L);
      assertThat(events).allSatisfy(event -> assertThat(event.getDuration()).isPositive());
    }
  }
}
