package io.github.langres.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The small nouns: options, devices, shapes, cancellation, token batches. */
class NounsTest {

  @Test
  void withers_eachInTurn_changeOneThing() {
    GraphOptions options =
        GraphOptions.defaults()
            .withDevice(Device.parse("cuda:1"))
            .withThreads(3)
            .withRuntimeEntry("a", "b");
    assertThat(options.device()).isEqualTo(Device.cuda(1));
    assertThat(options.threads()).isEqualTo(3);
    assertThat(options.runtimeEntries()).containsOnlyKeys("a");
    assertThat(GraphOptions.defaults().device()).isEqualTo(Device.cpu());
  }

  @Test
  void withThreads_negative_isRefused() {
    assertThatThrownBy(() -> GraphOptions.defaults().withThreads(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void deviceParse_otherText_isRefused() {
    for (String text : new String[] {"", "gpu", "cuda:", "cuda:-1", "cuda:1000", "CPU "}) {
      assertThatThrownBy(() -> Device.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cuda:N");
    }
  }

  @Test
  void shapes_usualAndEmpty_areMultiplied() {
    assertThat(Shapes.elements(new long[] {2, 3})).isEqualTo(6);
    assertThat(Shapes.elements(new long[0])).isEqualTo(1);
    assertThat(Shapes.elements(new long[] {5, 0})).isZero();
    assertThat(Shapes.bytes(ElementType.INT64, new long[] {4})).isEqualTo(32);
  }

  @Test
  void shapes_negativeOrHuge_areRefused() {
    for (long[] shape : new long[][] {{-1}, {1L << 62, 4}, {1L << 32, 1L << 31}, {1L << 61, 2}}) {
      assertThatThrownBy(() -> Shapes.bytes(ElementType.FLOAT32, shape))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("shape");
    }
  }

  @Test
  void onCancel_laterEarlierOrClosed_isCalledOnceOrNever() {
    Cancellation cancellation = new Cancellation();
    AtomicInteger before = new AtomicInteger();
    AtomicInteger gone = new AtomicInteger();
    AtomicInteger after = new AtomicInteger();
    cancellation.onCancel(before::incrementAndGet);
    cancellation.onCancel(gone::incrementAndGet).close();
    cancellation.cancel();
    cancellation.onCancel(after::incrementAndGet).close();
    assertThat(before).hasValue(1);
    assertThat(gone).hasValue(0);
    assertThat(after).hasValue(1);
  }

  @Test
  void none_cancelled_isRefused() {
    assertThatThrownBy(Cancellation.NONE::cancel).isInstanceOf(IllegalStateException.class);
    assertThat(Cancellation.NONE.isRequested()).isFalse();
  }

  @Test
  void tokenBatch_ofRows_isFlat() {
    TokenBatch tokens = TokenBatch.of(new int[] {1, 2}, new int[0], new int[] {3});
    assertThat(tokens.ids()).containsExactly(1, 2, 3);
    assertThat(tokens.starts()).containsExactly(0, 2, 2, 3);
    assertThat(tokens.rows()).isEqualTo(3);
    assertThat(tokens.length(1)).isZero();
  }

  @Test
  void tokenBatch_thatDoesNotFit_isRefused() {
    int[] none = {};
    assertThatThrownBy(() -> new TokenBatch(none, none, none))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TokenBatch(new int[2], new int[1], new int[] {0, 2}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TokenBatch(new int[2], none, new int[] {0, 2, 1, 2}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TokenBatch.of(new int[][] {{1, 2}}, new int[][] {{0}}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
