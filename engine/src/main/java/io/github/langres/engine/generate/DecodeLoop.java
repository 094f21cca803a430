package io.github.langres.engine.generate;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.Graph;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a decoder graph generate. The hot loop, in five phases:
 *
 * <ol>
 *   <li>rewind: the KV cache keeps what it shares with the prompt
 *   <li>prefill: the rest of the prompt runs in chunks
 *   <li>sample: a token is chosen from the logits behind the last one
 *   <li>hand out: the sink takes it and says whether to go on
 *   <li>step: the graph runs that one token; back to sample
 * </ol>
 *
 * <p>A step binds nothing and allocates nothing on a graph with a shared cache: 0 bytes a token,
 * measured beside what ONNX Runtime's own call allocates (5,824 at 32 layers), and 64 more with a
 * cancellation that can be requested. Knows three kinds of graphs by what they declare: ours
 * ({@code seqlens_k}, one buffer as past and present), optimum's ({@code attention_mask}, growing
 * caches, with or without {@code position_ids} and {@code use_cache_branch}) and
 * onnxruntime-genai's. Thread-safe; each thread uses its own state.
 */
public final class DecodeLoop implements AutoCloseable {
  private final Graph graph;
  private final DecodeOptions options;
  private final DecoderLayout layout;
  private final Set<LoopState> open = new HashSet<>();
  private boolean closed;

  /**
   * Prepares a loop over a graph, which stays the caller's to close.
   *
   * @throws EngineException.Load when the graph is no decoder with a KV cache
   */
  public DecodeLoop(Graph graph, DecodeOptions options) {
    this.graph = graph;
    this.options = options;
    this.layout = DecoderLayout.of(graph.signature(), options.sharedCache());
  }

  /** What one token takes in the KV cache. */
  public long cacheBytesPerToken() {
    return layout.cacheBytesPerToken();
  }

  /** The options that this loop was made with. */
  public DecodeOptions options() {
    return options;
  }

  /**
   * An empty KV cache. It takes memory when first used.
   *
   * @throws IllegalStateException when this loop or its graph is closed
   */
  public DecodeState newState() {
    DecoderRun run = new DecoderRun(graph, layout, options, 1);
    return register(new DecodeState(this, run, layout.singleAfterPast()));
  }

  /**
   * An empty KV cache for several texts at a time. It takes memory when first used, and as much a
   * row as the longest row needs.
   *
   * @param rows the most texts that step together; graphs whose caches grow take one at a time
   * @throws IllegalStateException when this loop or its graph is closed
   */
  public DecodeBatch newBatch(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("rows must be 1 or more, got " + rows);
    }
    return register(new DecodeBatch(this, new DecoderRun(graph, layout, options, rows)));
  }

  private synchronized <T extends LoopState> T register(T state) {
    if (closed) {
      state.close();
      throw new IllegalStateException("the decode loop is closed");
    }
    open.add(state);
    return state;
  }

  synchronized void forget(LoopState state) {
    open.remove(state);
  }

  /**
   * Generates behind a prompt. The longest common beginning of the prompt and what the state holds
   * is not run again; the prompt's last token always is.
   *
   * @param state of this loop, and in no other generation
   * @param prompt 1 token or more, and no more than the context takes; shared, not copied
   * @param cancellation ends the generation at once, with {@link FinishReason#CANCELLED} and what
   *     was made so far; the state stays usable
   * @throws EngineException.Run when the prompt is longer than the context, or the graph fails; the
   *     state stays usable
   * @throws IllegalStateException when the state, this loop or its graph is closed
   */
  public DecodeResult generate(
      DecodeState state,
      int[] prompt,
      DecodeRequest request,
      TokenSink sink,
      Cancellation cancellation) {
    check(prompt);
    state.enter(this);
    try {
      state.row().begin(prompt, request, sink, options.contextLength());
      return run(state, prompt, cancellation);
    } finally {
      state.leave();
    }
  }

  /**
   * Generates behind several prompts at a time. Greedy ids are those of each prompt alone, as far
   * as the graph's own arithmetic does not depend on the batch. Every prompt is prefilled from its
   * start.
   *
   * @param batch of this loop, and in no other generation
   * @param items any number; those that find no slot wait for one
   * @param cancellation ends all rows at once, with {@link FinishReason#CANCELLED}
   * @return one result an item, in their order
   * @throws EngineException.Run when a prompt is longer than the context, or the graph fails
   * @throws IllegalStateException when the batch, this loop or its graph is closed
   */
  public List<DecodeResult> generateAll(
      DecodeBatch batch, List<BatchItem> items, Cancellation cancellation) {
    items.forEach(item -> check(item.prompt()));
    batch.enter(this);
    try {
      return batch.generate(items, options.contextLength(), cancellation);
    } finally {
      batch.leave();
    }
  }

  private static DecodeResult run(DecodeState state, int[] prompt, Cancellation cancellation) {
    DecodeRow row = state.row();
    long start = System.nanoTime();
    int cached = state.rewind(prompt);
    long decodeStart = 0;
    FinishReason reason;
    try {
      state.prefill(prompt, cancellation);
      decodeStart = System.nanoTime();
      reason = decode(state, row, cancellation);
    } catch (EngineException.Cancelled e) {
      if (!cancellation.isRequested()) {
        throw e;
      }
      reason = FinishReason.CANCELLED;
    }
    return row.result(reason, prompt.length, cached, start, decodeStart);
  }

  private static FinishReason decode(DecodeState state, DecodeRow row, Cancellation cancellation) {
    @Nullable FinishReason reason = row.next(state.logits());
    while (reason == null) {
      state.step(row.id(), cancellation);
      reason = row.next(state.logits());
    }
    return reason;
  }

  private void check(int[] prompt) {
    if (prompt.length == 0) {
      throw new IllegalArgumentException(
          "the prompt has no tokens; expected 1 or more, such as the beginning-of-text token");
    }
    for (int i = 0; i < prompt.length; i++) {
      if (prompt[i] < 0) {
        throw new IllegalArgumentException("prompt[" + i + "] is " + prompt[i] + "; ids are >= 0");
      }
    }
    if (prompt.length > options.contextLength()) {
      throw new EngineException.Run(
          "the prompt has "
              + prompt.length
              + " tokens; the context takes "
              + options.contextLength()
              + " (DecodeOptions.contextLength). Shorten the prompt or the chat's history, or raise"
              + " the context as far as the model allows");
    }
  }

  /**
   * Closes the states too; idempotent. A generation under way ends with {@link
   * IllegalStateException} before its next step.
   */
  @Override
  public void close() {
    List<LoopState> states;
    synchronized (this) {
      closed = true;
      states = new ArrayList<>(open);
      open.clear();
    }
    states.forEach(LoopState::close);
  }
}
