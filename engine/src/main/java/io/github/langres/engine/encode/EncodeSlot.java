package io.github.langres.engine.encode;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphRun;
import io.github.langres.engine.TokenBatch;
import io.github.langres.engine.batch.BatchPlan;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** The scratch of one worker: a run and its tensors, reused from batch to batch. */
final class EncodeSlot {
  /**
   * A hidden state of 512 tokens takes 1.5 MiB, fill-mask logits 63 MiB. What is larger comes from
   * one long text and is not kept.
   */
  static final int MAX_RETAINED_BYTES = 64 << 20;

  private static final BatchPlan.Batch NONE = new BatchPlan.Batch(new int[0], 0);

  private final GraphRun run;
  private final List<EncoderInput> inputs = new ArrayList<>();
  private final List<EncoderOutput> outputs = new ArrayList<>();
  private final Row view = new Row();
  // Used again and again, as all else here.
  private final BatchEvent event = new BatchEvent();
  private BatchPlan.Batch batch = NONE;

  EncodeSlot(Graph graph, EncoderLayout layout, Padding padding) {
    this.run = graph.newRun();
    for (int i = 0; i < layout.inputs().size(); i++) {
      inputs.add(new EncoderInput(layout.roles().get(i), layout.inputs().get(i), padding));
    }
    layout.outputs().forEach(spec -> outputs.add(new EncoderOutput(spec, layout)));
  }

  void fill(TokenBatch tokens, BatchPlan.Batch newBatch) {
    batch = newBatch;
    for (EncoderInput input : inputs) {
      input.fill(run, tokens, batch);
    }
    for (EncoderOutput output : outputs) {
      output.prepare(run, batch);
    }
  }

  /** Runs what was filled; {@code tokens} are the rows that it was filled from. */
  void run(TokenBatch tokens, Cancellation cancellation) {
    event.begin();
    run.run(cancellation);
    event.end();
    if (event.shouldCommit()) {
      event.describe(tokens, batch);
      event.commit();
    }
  }

  /** Borrows a row of the last run, by its index in the batch. */
  RowOutput row(int index, int length) {
    view.index = index;
    view.length = length;
    return view;
  }

  void close() {
    run.close();
  }

  private final class Row implements RowOutput {
    private int index;
    private int length;

    @Override
    public int length() {
      return length;
    }

    @Override
    public FloatBuffer values(String outputName) {
      return output(outputName).row(run, batch, index, length);
    }

    @Override
    public long[] shape(String outputName) {
      return output(outputName).rowShape(run, batch, length);
    }

    private EncoderOutput output(String name) {
      for (EncoderOutput output : outputs) {
        if (output.name().equals(name)) {
          return output;
        }
      }
      throw new EngineException.Run(
          "the graph has no output \""
              + name
              + "\"; it has "
              + outputs.stream().map(EncoderOutput::name).toList());
    }
  }
}
