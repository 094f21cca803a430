package io.github.langres.engine.encode;

import io.github.langres.engine.ElementType;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.GraphRun;
import io.github.langres.engine.TensorSpec;
import io.github.langres.engine.TokenBatch;
import io.github.langres.engine.batch.BatchPlan;
import io.github.langres.engine.memory.DirectScratch;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/** One input {@code [B, S]} of a slot, in reused memory. */
final class EncoderInput {
  private final InputRole role;
  private final TensorSpec spec;
  private final Padding padding;
  private final DirectScratch scratch = new DirectScratch(EncodeSlot.MAX_RETAINED_BYTES);

  EncoderInput(InputRole role, TensorSpec spec, Padding padding) {
    this.role = role;
    this.spec = spec;
    this.padding = padding;
  }

  void fill(GraphRun run, TokenBatch tokens, BatchPlan.Batch batch) {
    long bytes = batch.paddedTokens() * spec.type().bytes();
    if (bytes > Integer.MAX_VALUE) {
      throw new EngineException.Run(
          "a batch of "
              + batch.paddedTokens()
              + " tokens is too large; lower EncodeOptions.limits");
    }
    var buffer = scratch.require(bytes);
    if (spec.type() == ElementType.INT64) {
      fillLongs(tokens, batch, scratch.longs());
    } else {
      fillInts(tokens, batch, scratch.ints());
    }
    run.bindInput(spec.name(), buffer, batch.rows().length, batch.width());
  }

  private void fillLongs(TokenBatch tokens, BatchPlan.Batch batch, LongBuffer target) {
    int index = 0;
    for (int row : batch.rows()) {
      for (int column = 0; column < batch.width(); column++) {
        target.put(index++, value(tokens, row, column));
      }
    }
  }

  private void fillInts(TokenBatch tokens, BatchPlan.Batch batch, IntBuffer target) {
    int index = 0;
    for (int row : batch.rows()) {
      for (int column = 0; column < batch.width(); column++) {
        target.put(index++, value(tokens, row, column));
      }
    }
  }

  private int value(TokenBatch tokens, int row, int column) {
    int position = padding.firstPosition() + column;
    return column < tokens.length(row)
        ? role.value(tokens, tokens.starts()[row] + column, position)
        : role.padding(padding, position);
  }
}
