package io.github.langres.engine.generate;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphRun;
import java.nio.FloatBuffer;
import java.util.List;

/** The tensors of one caller: inputs, logits and KV cache of so many slots. */
final class DecoderRun {
  private final DecoderLayout layout;
  private final DecodeOptions options;
  private final GraphRun run;
  private final List<DecoderInput> inputs;
  private final DecoderOutput output;
  private final KvCache cache;
  private final Pass pass;

  DecoderRun(Graph graph, DecoderLayout layout, DecodeOptions options, int slots) {
    this.layout = layout;
    this.options = options;
    this.inputs =
        layout.inputs().entrySet().stream()
            .map(entry -> new DecoderInput(entry.getKey(), entry.getValue()))
            .toList();
    this.output = new DecoderOutput(layout);
    this.cache =
        layout.shared()
            ? new SharedCache(layout, slots, options.contextLength())
            : new GrowingCache(layout, options.contextLength());
    this.pass = new Pass(cache.slots());
    this.run = graph.newRun();
  }

  KvCache cache() {
    return cache;
  }

  /** Runs a prompt's next chunk in a slot, whose room is reserved; says where it ends. */
  int prefill(int slot, int[] prompt, int from, Cancellation cancellation) {
    int to =
        (int) Math.min(prompt.length, from + (long) layout.chunk(options.prefillChunk(), from));
    pass.prefill(slot, prompt, from, to);
    forward(cancellation);
    return to;
  }

  /** What the next {@link #forward} is to run. */
  Pass pass() {
    return pass;
  }

  /**
   * Runs the pass.
   *
   * @throws EngineException.Cancelled when stopped; the cache then holds what it held before
   */
  void forward(Cancellation cancellation) {
    for (int i = 0; i < inputs.size(); i++) {
      inputs.get(i).fill(run, pass);
    }
    cache.bind(run, pass);
    output.bind(run, pass);
    run.run(cancellation);
    cache.commit(pass);
    output.read(run);
  }

  /** Borrows the logits behind a row's last token, until the next call. */
  FloatBuffer logits(int row) {
    return output.row(row);
  }

  void close() {
    run.close();
  }
}
