package io.github.langres.engine.generate;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.EngineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A KV cache for several texts at a time. Each prompt is prefilled alone, in its slot; then all
 * live rows step in one run, each at its own length. The live rows are the first slots: when one
 * ends, the last takes its place, and the next prompt that waits takes the last's. Made by {@link
 * DecodeLoop#newBatch}; one generation at a time.
 */
public final class DecodeBatch extends LoopState {
  private final List<Slot> slots = new ArrayList<>();
  private int live;

  DecodeBatch(DecodeLoop loop, DecoderRun run) {
    super(loop, run);
    for (int i = 0; i < run.cache().slots(); i++) {
      slots.add(new Slot());
    }
  }

  /** The most texts that step together; 1 on graphs whose caches grow. */
  public int slots() {
    return slots.size();
  }

  List<DecodeResult> generate(List<BatchItem> items, int contextLength, Cancellation cancellation) {
    @Nullable DecodeResult[] results = new DecodeResult[items.size()];
    live = 0;
    int next = 0;
    try {
      while (live > 0 || next < results.length) {
        requireOpen();
        if (live < slots.size() && next < results.length) {
          slots.get(live).begin(items.get(next), next, contextLength);
          next++;
          live++;
          prefill(live - 1, results, cancellation);
        } else {
          step(results, cancellation);
        }
      }
    } catch (EngineException.Cancelled e) {
      if (!cancellation.isRequested()) {
        throw e;
      }
      cancel(items, results);
    }
    return Arrays.stream(results).toList();
  }

  private void prefill(int index, @Nullable DecodeResult[] results, Cancellation cancellation) {
    Slot slot = slots.get(index);
    run().cache().reserve(slot.prompt.length);
    while (slot.length < slot.prompt.length) {
      requireOpen();
      slot.length = run().prefill(index, slot.prompt, slot.length, cancellation);
    }
    slot.decodeStart = System.nanoTime();
    FinishReason reason = slot.row.next(run().logits(0));
    if (reason != null) {
      finish(index, reason, results);
    }
  }

  private void step(@Nullable DecodeResult[] results, Cancellation cancellation) {
    Pass pass = run().pass();
    pass.step(live);
    for (int i = 0; i < live; i++) {
      Slot slot = slots.get(i);
      run().cache().reserve(slot.length + 1);
      pass.row(i, slot.length, slot.row.id());
    }
    run().forward(cancellation);
    // From the last, so that a row that takes another's place has been looked at already.
    for (int i = live - 1; i >= 0; i--) {
      Slot slot = slots.get(i);
      slot.length++;
      FinishReason reason = slot.row.next(run().logits(i));
      if (reason != null) {
        finish(i, reason, results);
      }
    }
  }

  private void finish(int index, FinishReason reason, @Nullable DecodeResult[] results) {
    Slot ended = slots.get(index);
    results[ended.item] = ended.result(reason);
    live--;
    if (index < live) {
      Slot last = slots.get(live);
      run().cache().move(live, index, last.length);
      slots.set(index, last);
      slots.set(live, ended);
    }
  }

  private void cancel(List<BatchItem> items, @Nullable DecodeResult[] results) {
    for (int i = 0; i < live; i++) {
      results[slots.get(i).item] = slots.get(i).result(FinishReason.CANCELLED);
    }
    for (int i = 0; i < results.length; i++) {
      if (results[i] == null) {
        int tokens = items.get(i).prompt().length;
        results[i] = new DecodeResult(FinishReason.CANCELLED, tokens, 0, 0, 0, 0);
      }
    }
  }

  /** One live text: its place in the batch and in the caller's list. */
  private static final class Slot {
    private final DecodeRow row = new DecodeRow();
    private int[] prompt = {};
    private int item;
    private int length;
    private long start;
    private long decodeStart;

    void begin(BatchItem text, int newItem, int contextLength) {
      row.begin(text.prompt(), text.request(), text.sink(), contextLength);
      prompt = text.prompt();
      item = newItem;
      length = 0;
      start = System.nanoTime();
      decodeStart = 0;
    }

    DecodeResult result(FinishReason reason) {
      return row.result(reason, prompt.length, 0, start, decodeStart);
    }
  }
}
