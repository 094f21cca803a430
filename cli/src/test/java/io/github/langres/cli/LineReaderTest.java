package io.github.langres.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.tokenizer.json.JsonException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines as they come: whole ones at once, whatever follows them. */
@Timeout(30)
class LineReaderTest {

  private static InputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> all(LineReader reader) throws Exception {
    List<String> lines = new ArrayList<>();
    for (byte[] line = reader.next(); line != null; line = reader.next()) {
      lines.add(new String(line, StandardCharsets.UTF_8));
    }
    return lines;
  }

  @Test
  void next_linesOfAllLengths_areWhole() throws Exception {
    String longLine = "é".repeat(200_000);
    assertThat(all(new LineReader(in("a\n\n" + longLine + "\nb"), 1 << 20)))
        .containsExactly("a", "", longLine, "b");
    assertThat(all(new LineReader(in("a\n"), 10))).containsExactly("a");
    assertThat(all(new LineReader(in(""), 10))).isEmpty();
    assertThat(all(new LineReader(in("\n\n"), 10))).containsExactly("", "");
  }

  @Test
  void next_aLineThatIsTooLong_isCutAndTheNextIsWhole() throws Exception {
    assertThat(all(new LineReader(in("0123456789\nabc\n" + "x".repeat(500_000)), 5)))
        .containsExactly("012345", "abc", "xxxxxx");
    byte[] tooLong = new byte[(64 << 20) + 1];
    assertThatThrownBy(() -> new JsonLines.Line(tooLong, false).object())
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("more than");
  }

  @Test
  void ready_halfALine_isNot() throws Exception {
    try (PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out)) {
      LineReader reader = new LineReader(in, 100);
      out.write("un\nde".getBytes(StandardCharsets.UTF_8));
      assertThat(reader.ready()).isTrue();
      assertThat(reader.next()).asString(StandardCharsets.UTF_8).isEqualTo("un");
      assertThat(reader.ready()).isFalse();
      out.write("ux\n".getBytes(StandardCharsets.UTF_8));
      assertThat(reader.ready()).isTrue();
      assertThat(reader.next()).asString(StandardCharsets.UTF_8).isEqualTo("deux");
    }
  }

  @Test
  void lines_beforeHalfALine_areNotHeldBack() throws Exception {
    try (PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out)) {
      JsonLines lines = new JsonLines(in, new ByteArrayOutputStream(), true);
      out.write("un\ndeux\ntro".getBytes(StandardCharsets.UTF_8));
      assertThat(lines.next(512)).hasSize(2);
      out.write("is\n".getBytes(StandardCharsets.UTF_8));
      assertThat(lines.next(512)).hasSize(1);
    }
  }

  @Test
  void lines_together_areBounded() throws Exception {
    String line = "x".repeat(600_000) + "\n";
    JsonLines lines = new JsonLines(in(line.repeat(5)), new ByteArrayOutputStream(), true);
    assertThat(lines.next(512)).hasSize(2);
    assertThat(lines.next(512)).hasSize(2);
    assertThat(lines.next(512)).hasSize(1);
    assertThat(lines.next(512)).isEmpty();
  }
}
