package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Streams go through bulk calls lazily, in order, a bounded chunk at a time. */
class ChunksTest {
  private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());

  /** Answers with the text; refuses a chunk that holds the text {@code bad}. */
  private List<String> bulk(List<String> texts) {
    sizes.add(texts.size());
    texts.forEach(Objects::requireNonNull);
    if (texts.contains("bad")) {
      throw new ModelException.Input("a bad text");
    }
    return texts;
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(String::valueOf).toList();
  }

  @Test
  void map_manyTexts_keepsTheirOrderInFullChunks() {
    List<String> texts = numbers(0, 2500);
    assertThat(Chunks.map(texts.stream(), this::bulk)).containsExactlyElementsOf(texts);
    assertThat(sizes).containsExactly(Chunks.MAX_TEXTS, Chunks.MAX_TEXTS, 452);
    assertThat(Chunks.map(Stream.empty(), this::bulk)).isEmpty();
    assertThat(Chunks.map(texts.stream(), this::bulk).parallel().toList()).isEqualTo(texts);
  }

  @Test
  void map_endlessTexts_readsNoFurtherThanOneChunk() {
    AtomicInteger read = new AtomicInteger();
    Stream<String> endless = Stream.generate(() -> String.valueOf(read.getAndIncrement()));
    Stream<String> mapped = Chunks.map(endless, this::bulk);
    assertThat(read).hasValue(0);
    assertThat(mapped.limit(5)).containsExactlyElementsOf(numbers(0, 5));
    assertThat(read).hasValue(Chunks.MAX_TEXTS);
  }

  @Test
  void map_longTexts_makesSmallChunks() {
    List<String> texts = Collections.nCopies(5, "x".repeat(Chunks.MAX_CHARS / 2));
    assertThat(Chunks.map(texts.stream(), this::bulk)).hasSize(5);
    assertThat(sizes).containsExactly(2, 2, 1);
    sizes.clear();
    assertThat(Chunks.map(Stream.of("y".repeat(2 * Chunks.MAX_CHARS), "z"), this::bulk)).hasSize(2);
    assertThat(sizes).containsExactly(1, 1);
  }

  @Test
  void map_aTextThatFails_throwsAtItsPlaceAndGoesOn() {
    List<String> texts = new ArrayList<>(numbers(0, 40));
    texts.set(7, "bad");
    Iterator<String> answers = Chunks.map(texts.stream(), this::bulk).iterator();
    for (int i = 0; i < 7; i++) {
      assertThat(answers.next()).isEqualTo("" + i);
    }
    assertThatThrownBy(answers::next).isInstanceOf(ModelException.Input.class);
    for (int i = 8; i < 40; i++) {
      assertThat(answers.next()).isEqualTo("" + i);
    }
    assertThat(answers.hasNext()).isFalse();
  }

  @Test
  void map_aSourceThatFails_throwsAfterWhatItGave() {
    AtomicInteger read = new AtomicInteger();
    Stream<String> source =
        Stream.generate(
            () -> {
              if (read.get() == 3) {
                throw new NoSuchElementException("the line is gone");
              }
              return "" + read.getAndIncrement();
            });
    Iterator<String> answers = Chunks.map(source, this::bulk).iterator();
    assertThat(List.of(answers.next(), answers.next(), answers.next()))
        .containsExactly("0", "1", "2");
    assertThatThrownBy(answers::next).hasMessage("the line is gone");
  }

  @Test
  void map_aNull_throwsAtItsPlace() {
    Iterator<String> answers = Chunks.map(Stream.of("a", null, "b"), this::bulk).iterator();
    assertThat(answers.next()).isEqualTo("a");
    assertThatThrownBy(answers::next).isInstanceOf(NullPointerException.class);
    assertThat(answers.next()).isEqualTo("b");
  }

  @Test
  void close_ofTheResult_leavesTheTextsOpen() {
    AtomicInteger closed = new AtomicInteger();
    Stream<String> texts = Stream.of("a").onClose(closed::incrementAndGet);
    try (Stream<String> mapped = Chunks.map(texts, this::bulk)) {
      assertThat(mapped).containsExactly("a");
    }
    assertThat(closed).hasValue(0);
  }
}
