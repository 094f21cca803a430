package io.github.langres.engine.encode;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.Graph;
import io.github.langres.engine.TokenBatch;
import io.github.langres.engine.batch.BatchPlan;

/**
 * Runs rows of token ids through an encoder graph. The hot loop, in five phases:
 *
 * <ol>
 *   <li>plan: sort by length, cut into batches ({@link BatchPlan}); the plan depends on the lengths
 *       only, never on the workers
 *   <li>claim: each worker takes the next batch, and a slot with reused tensors
 *   <li>fill: rows are padded to the right into the slot's inputs; outputs are pinned
 *   <li>run: the graph computes the batch
 *   <li>hand out: each row's outputs go to the sink, without padding
 * </ol>
 *
 * <p>The graph takes {@code input_ids} and, where it declares them, {@code attention_mask} (1 for a
 * token, 0 for padding), {@code token_type_ids} and {@code position_ids}: {@code [B, S]}, int64 or
 * int32. Thread-safe.
 */
public final class EncodeLoop implements AutoCloseable {
  private final EncodeOptions options;
  private final SlotPool slots;
  private final Workers workers;

  /**
   * Prepares a loop over a graph, which stays the caller's to close.
   *
   * @param padId the token id that fills short rows
   * @throws EngineException.Load when the graph's inputs are not those of an encoder
   */
  public EncodeLoop(Graph graph, EncodeOptions options, int padId) {
    EncoderLayout layout = EncoderLayout.of(graph.signature());
    this.options = options;
    this.slots =
        new SlotPool(
            () -> new EncodeSlot(graph, layout, new Padding(padId, options.firstPosition())),
            options.workers());
    this.workers = new Workers(options.workers());
  }

  /**
   * Runs every row and gives it to the sink; returns when the sink has had all. The first failure,
   * the sink's own included, stops the rest. An interrupt does not stop it; a cancellation does.
   *
   * @param tokens rows of 1 token or more; no rows at all is no work
   * @throws IllegalArgumentException when a row has no tokens
   * @throws IllegalStateException when this loop or its graph is closed
   * @throws EngineException.Run when the graph fails
   * @throws EngineException.Cancelled when the cancellation was requested before the end
   */
  public void run(TokenBatch tokens, RowSink sink, Cancellation cancellation) {
    BatchPlan plan = BatchPlan.plan(lengths(tokens), options.limits());
    workers.forEach(
        plan.batches().size(),
        cancellation,
        (index, stop) -> runBatch(tokens, plan.batches().get(index), sink, stop));
  }

  private void runBatch(
      TokenBatch tokens, BatchPlan.Batch batch, RowSink sink, Cancellation cancellation) {
    EncodeSlot slot = slots.take();
    try {
      slot.fill(tokens, batch);
      slot.run(tokens, cancellation);
      int[] rows = batch.rows();
      for (int i = 0; i < rows.length; i++) {
        sink.row(rows[i], slot.row(i, tokens.length(rows[i])));
      }
    } finally {
      slots.give(slot);
    }
  }

  private static int[] lengths(TokenBatch tokens) {
    int[] lengths = new int[tokens.rows()];
    for (int row = 0; row < lengths.length; row++) {
      lengths[row] = tokens.length(row);
      if (lengths[row] == 0) {
        throw new IllegalArgumentException(
            "row " + row + " has no tokens; expected 1 or more, as special tokens give");
      }
    }
    return lengths;
  }

  /**
   * Frees the tensors; idempotent. Batches under way finish first on their own threads, and their
   * calls then throw {@link IllegalStateException}.
   */
  @Override
  public void close() {
    workers.close();
    slots.close();
  }
}
