package io.github.langres.engine.encode;

import io.github.langres.engine.ElementType;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.GraphRun;
import io.github.langres.engine.Shapes;
import io.github.langres.engine.TensorSpec;
import io.github.langres.engine.batch.BatchPlan;
import io.github.langres.engine.memory.DirectScratch;
import io.github.langres.engine.memory.HalfFloats;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One output of a slot. It is pinned to reused memory when its shape follows from the batch: each
 * axis a number, or named as an axis of the inputs. Else the runtime allocates it.
 */
final class EncoderOutput {
  private static final long UNKNOWN = -1;

  private final TensorSpec spec;
  private final EncoderLayout layout;
  private final DirectScratch scratch = new DirectScratch(EncodeSlot.MAX_RETAINED_BYTES);
  private final boolean pinned;
  private FloatBuffer converted = FloatBuffer.allocate(0);

  // Of the last run; set by prepare when pinned, else when first asked for.
  private long @Nullable [] shape;
  private @Nullable FloatBuffer floats;
  private @Nullable ShortBuffer halves;

  EncoderOutput(TensorSpec spec, EncoderLayout layout) {
    this.spec = spec;
    this.layout = layout;
    // An output without declared shape looks like a scalar.
    this.pinned =
        spec.rank() > 0
            && spec.dimensions().stream().noneMatch(dimension -> size(dimension, 1, 1) == UNKNOWN);
  }

  String name() {
    return spec.name();
  }

  /** Before a run: pins the output if its shape is known. */
  void prepare(GraphRun run, BatchPlan.Batch batch) {
    shape = null;
    floats = null;
    halves = null;
    if (!pinned) {
      return;
    }
    long[] known = new long[spec.rank()];
    for (int axis = 0; axis < known.length; axis++) {
      known[axis] = size(spec.dimensions().get(axis), batch.rows().length, batch.width());
    }
    long bytes = Shapes.bytes(spec.type(), known);
    if (bytes > Integer.MAX_VALUE) {
      throw new EngineException.Run(
          "output \""
              + spec.name()
              + "\" of shape "
              + Shapes.text(known)
              + " does not fit into 2 GiB; lower EncodeOptions.limits or cut the texts");
    }
    run.bindOutput(spec.name(), scratch.require(bytes), known);
    shape = known;
    floats = scratch.floats();
    halves = scratch.shorts();
  }

  private long size(String dimension, int rows, int width) {
    if (EncoderLayout.isNumber(dimension)) {
      return Long.parseLong(dimension);
    }
    if (layout.isRows(dimension)) {
      return rows;
    }
    return layout.isWidth(dimension) ? width : UNKNOWN;
  }

  /** The shape of one row of the last run. */
  long[] rowShape(GraphRun run, BatchPlan.Batch batch, int length) {
    long[] row = fullRow(run, batch);
    if (isSequence(batch, row)) {
      row[0] = length;
    }
    return row;
  }

  /** The values of one row of the last run, without padding. */
  FloatBuffer row(GraphRun run, BatchPlan.Batch batch, int index, int length) {
    int offset = Math.toIntExact(index * Shapes.elements(fullRow(run, batch)));
    int count = Math.toIntExact(Shapes.elements(rowShape(run, batch, length)));
    return switch (spec.type()) {
      case FLOAT32 -> floats(run).slice(offset, count);
      case FLOAT16, BFLOAT16 -> converted(halves(run), offset, count);
      default ->
          throw new EngineException.Run(
              "output \"" + spec.name() + "\" has type " + spec.type() + "; expected floats");
    };
  }

  private long[] fullRow(GraphRun run, BatchPlan.Batch batch) {
    long[] full = shape(run, batch);
    return Arrays.copyOfRange(full, 1, full.length);
  }

  /** An axis of unknown name counts as the sequence when it is as long as the batch is wide. */
  private boolean isSequence(BatchPlan.Batch batch, long[] row) {
    boolean free = spec.rank() < 2 || !EncoderLayout.isNumber(spec.dimensions().get(1));
    return row.length > 0 && free && row[0] == batch.width();
  }

  private long[] shape(GraphRun run, BatchPlan.Batch batch) {
    long[] known = shape;
    if (known == null) {
      known = run.outputShape(spec.name());
      shape = known;
    }
    if (known.length == 0 || known[0] != batch.rows().length) {
      throw new EngineException.Run(
          "output \""
              + spec.name()
              + "\" has shape "
              + Shapes.text(known)
              + "; expected the "
              + batch.rows().length
              + " rows of the batch as its first axis");
    }
    return known;
  }

  private FloatBuffer floats(GraphRun run) {
    if (floats == null) {
      floats = run.output(spec.name()).asFloatBuffer();
    }
    return floats;
  }

  private ShortBuffer halves(GraphRun run) {
    if (halves == null) {
      halves = run.output(spec.name()).asShortBuffer();
    }
    return halves;
  }

  private FloatBuffer converted(ShortBuffer from, int offset, int count) {
    if (converted.capacity() < count) {
      converted = FloatBuffer.allocate(count + count / 2);
    }
    boolean ieee = spec.type() == ElementType.FLOAT16;
    for (int i = 0; i < count; i++) {
      short half = from.get(offset + i);
      converted.put(i, ieee ? HalfFloats.fromFloat16(half) : HalfFloats.fromBfloat16(half));
    }
    return converted.slice(0, count);
  }
}
