package io.github.langres.engine.generate;

import io.github.langres.engine.ElementType;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.GraphRun;
import io.github.langres.engine.Shapes;
import io.github.langres.engine.memory.DirectScratch;
import io.github.langres.engine.memory.HalfFloats;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/** The logits, pinned to reused memory; bound again only when their shape changes. */
final class DecoderOutput {
  /** Logits of all positions of a chunk; of the last one only they take 200 KiB. */
  static final int MAX_RETAINED_BYTES = 64 << 20;

  private final DecoderLayout layout;
  private final DirectScratch scratch = new DirectScratch(MAX_RETAINED_BYTES);
  private int vocabulary;
  private int positions;
  private int boundRows = -1;
  private FloatBuffer floats = FloatBuffer.allocate(0);
  private ShortBuffer halves = ShortBuffer.allocate(0);
  private FloatBuffer converted = FloatBuffer.allocate(0);

  DecoderOutput(DecoderLayout layout) {
    this.layout = layout;
    this.vocabulary = layout.vocabulary();
  }

  /** Before a pass. */
  void bind(GraphRun run, Pass pass) {
    int newPositions = layout.lastOnly() ? 1 : pass.width();
    // A graph that does not say how many logits there are allocates them itself.
    if (layout.vocabulary() == 0 || (pass.rows() == boundRows && newPositions == positions)) {
      return;
    }
    positions = newPositions;
    boundRows = pass.rows();
    long[] shape = {boundRows, positions, vocabulary};
    ByteBuffer buffer = scratch.require(Shapes.bytes(layout.logits().type(), shape));
    run.bindOutput(layout.logits().name(), buffer, shape);
    floats = scratch.floats();
    halves = scratch.shorts();
  }

  /** After a pass. */
  void read(GraphRun run) {
    if (layout.vocabulary() > 0) {
      return;
    }
    String name = layout.logits().name();
    long[] shape = run.outputShape(name);
    positions = Math.toIntExact(shape[1]);
    vocabulary = Math.toIntExact(shape[2]);
    ByteBuffer bytes = run.output(name);
    floats = bytes.asFloatBuffer();
    halves = bytes.asShortBuffer();
  }

  /** Borrows the logits of a row's last position, {@code [vocabulary]}, until the next call. */
  FloatBuffer row(int row) {
    int start = (row * positions + positions - 1) * vocabulary;
    return layout.logits().type() == ElementType.FLOAT32
        ? floats.clear().position(start).limit(start + vocabulary)
        : converted(start);
  }

  private FloatBuffer converted(int start) {
    if (converted.capacity() < vocabulary) {
      converted = FloatBuffer.allocate(vocabulary);
    }
    float[] target = converted.array();
    switch (layout.logits().type()) {
      case FLOAT16 -> {
        for (int i = 0; i < vocabulary; i++) {
          target[i] = HalfFloats.fromFloat16(halves.get(start + i));
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < vocabulary; i++) {
          target[i] = HalfFloats.fromBfloat16(halves.get(start + i));
        }
      }
      default -> throw new EngineException.Run("logits are " + layout.logits().type());
    }
    return converted;
  }
}
