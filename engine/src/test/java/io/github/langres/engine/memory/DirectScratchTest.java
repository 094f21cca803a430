package io.github.langres.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class DirectScratchTest {
  private final DirectScratch scratch = new DirectScratch(1 << 16);

  @Test
  void require_smallerSize_keepsTheBuffer() {
    ByteBuffer first = scratch.require(5000);
    assertThat(first.isDirect()).isTrue();
    assertThat(first.order()).isEqualTo(ByteOrder.nativeOrder());
    assertThat(scratch.require(100)).isSameAs(first);
    assertThat(first.position()).isZero();
    assertThat(first.limit()).isEqualTo(100);
    assertThat(scratch.require(5000)).isSameAs(first);
  }

  @Test
  void require_growingSizes_allocatesAFewTimesOnly() {
    int allocations = 0;
    int capacity = 0;
    for (int size = 1; size <= 1 << 16; size += 16) {
      scratch.require(size);
      if (scratch.capacityBytes() != capacity) {
        allocations++;
        capacity = scratch.capacityBytes();
      }
    }
    assertThat(allocations).isLessThan(15);
    assertThat(capacity).isEqualTo(1 << 16);
  }

  @Test
  void require_hugeSize_isNotKept() {
    ByteBuffer huge = scratch.require(1 << 20);
    assertThat(huge.remaining()).isEqualTo(1 << 20);
    assertThat(scratch.require(1 << 19)).isSameAs(huge);
    scratch.require(10);
    assertThat(scratch.capacityBytes()).isLessThanOrEqualTo(1 << 16);
  }

  @Test
  void require_zero_isEmpty() {
    assertThat(scratch.require(0).remaining()).isZero();
  }

  @Test
  void require_tooLarge_isRefused() {
    assertThatThrownBy(() -> scratch.require(1L << 31))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> scratch.require(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void views_afterRequire_shareTheMemory() {
    ByteBuffer bytes = scratch.require(16);
    scratch.longs().put(1, 7);
    assertThat(bytes.getLong(8)).isEqualTo(7);
    scratch.ints().put(0, 3);
    assertThat(bytes.getInt(0)).isEqualTo(3);
    scratch.floats().put(0, 2f);
    assertThat(bytes.getFloat(0)).isEqualTo(2f);
    scratch.shorts().put(0, (short) 5);
    assertThat(bytes.getShort(0)).isEqualTo((short) 5);
  }
}
