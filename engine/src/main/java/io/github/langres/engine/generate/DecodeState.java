package io.github.langres.engine.generate;

import io.github.langres.engine.Cancellation;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A KV cache and the ids that it holds: what lets a chat go on where it was. Made by {@link
 * DecodeLoop#newState}; one generation at a time.
 */
public final class DecodeState extends LoopState {
  /** Room for that many new tokens is made at once, so that a short answer never grows. */
  private static final int FIRST_NEW_TOKENS = 256;

  private final boolean singleAfterPast;
  private final DecodeRow row = new DecodeRow();
  private int[] ids = {};
  private volatile int length;

  DecodeState(DecodeLoop loop, DecoderRun run, boolean singleAfterPast) {
    super(loop, run);
    this.singleAfterPast = singleAfterPast;
  }

  /** How many tokens the KV cache holds. */
  public int length() {
    return length;
  }

  DecodeRow row() {
    return row;
  }

  /** Keeps what the cache and the prompt begin with, short of its last token; says how much. */
  int rewind(int[] prompt) {
    int mismatch = Arrays.mismatch(ids, 0, length, prompt, 0, prompt.length);
    int kept = Math.min(mismatch < 0 ? length : mismatch, prompt.length - 1);
    // Where the rest would go in one by one, running all of a short past again is quicker.
    if (singleAfterPast && kept < prompt.length - kept) {
      kept = 0;
    }
    run().cache().rewind(length, kept);
    length = kept;
    return kept;
  }

  /** Runs the rest of a prompt, chunk by chunk. */
  void prefill(int[] prompt, Cancellation cancellation) {
    reserve(prompt.length + Math.min(row.limit(), FIRST_NEW_TOKENS));
    while (length < prompt.length) {
      requireOpen();
      int end = run().prefill(0, prompt, length, cancellation);
      System.arraycopy(prompt, length, ids, length, end - length);
      length = end;
    }
  }

  /** Runs one more token. */
  void step(int id, Cancellation cancellation) {
    requireOpen();
    int past = length;
    reserve(past + 1);
    run().pass().step(1);
    run().pass().row(0, past, id);
    run().forward(cancellation);
    ids[past] = id;
    length = past + 1;
  }

  private void reserve(int tokens) {
    run().cache().reserve(tokens);
    if (ids.length < tokens) {
      ids = Arrays.copyOf(ids, Math.max(tokens, ids.length * 2));
    }
  }

  /** Borrows the logits behind the last token. */
  FloatBuffer logits() {
    return run().logits(0);
  }
}
