package io.github.langres.engine.generate;

import io.github.langres.engine.ElementType;
import io.github.langres.engine.GraphRun;
import io.github.langres.engine.TensorSpec;
import io.github.langres.engine.memory.DirectScratch;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/** One small input in reused memory; bound again only when its shape changes. */
final class DecoderInput {
  private final InputRole role;
  private final TensorSpec spec;
  private final DirectScratch scratch = new DirectScratch(1 << 20);
  private int boundRows = -1;
  private int boundColumns = -1;

  DecoderInput(InputRole role, TensorSpec spec) {
    this.role = role;
    this.spec = spec;
  }

  void fill(GraphRun run, Pass pass) {
    int rows = role.rows(pass);
    int columns = role.columns(pass);
    ByteBuffer buffer = scratch.require((long) rows * columns * spec.type().bytes());
    switch (spec.type()) {
      case INT64 -> fillLongs(pass, rows, columns, scratch.longs());
      case INT32 -> fillInts(pass, rows, columns, scratch.ints());
      default -> buffer.put(0, (byte) role.value(pass, 0, 0));
    }
    if (rows != boundRows || columns != boundColumns) {
      run.bindInput(spec.name(), buffer, shape(rows, columns));
      boundRows = rows;
      boundColumns = columns;
    }
  }

  private void fillLongs(Pass pass, int rows, int columns, LongBuffer target) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        target.put(row * columns + column, role.value(pass, row, column));
      }
    }
  }

  private void fillInts(Pass pass, int rows, int columns, IntBuffer target) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        target.put(row * columns + column, role.value(pass, row, column));
      }
    }
  }

  private long[] shape(int rows, int columns) {
    return switch (spec.rank()) {
      case 0 -> new long[0];
      case 1 -> new long[] {rows};
      default -> new long[] {rows, columns};
    };
  }

  /** The types that this class writes for a role. */
  static boolean takes(InputRole role, ElementType type) {
    return role == InputRole.USE_CACHE_BRANCH
        ? type == ElementType.BOOL
        : type == ElementType.INT64 || type == ElementType.INT32;
  }
}
