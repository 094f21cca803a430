package io.github.langres.models.encoder;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphSignature;
import io.github.langres.engine.TokenBatch;
import io.github.langres.engine.encode.EncodeLoop;
import io.github.langres.engine.encode.RowSink;
import io.github.langres.engine.schedule.BatchScheduler;
import io.github.langres.engine.schedule.RowReader;
import io.github.langres.engine.schedule.RowRequest;
import io.github.langres.models.LongText;
import io.github.langres.models.ModelException;
import io.github.langres.models.RequestOptions;
import io.github.langres.models.TextPair;
import io.github.langres.tokenizer.Encoding;
import io.github.langres.tokenizer.Tokenizer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer and a graph that belong together. Owns both. Thread-safe; {@link #close()} is
 * idempotent and waits for calls under way.
 */
public final class Encoder implements AutoCloseable {
  /** What neighbouring windows share: the {@code doc_stride} that BERT was published with. */
  private static final int STRIDE = 128;

  private final Tokenizer tokenizer;
  private final Graph graph;
  private final EncodeLoop loop;
  private final int maxTokens;
  private final LongText longText;
  private final boolean typed;
  private final @Nullable BatchScheduler gatherer;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Joins them.
   *
   * @param maxTokens how many tokens a row may have, special tokens included
   * @param typed true when the model is told which text of a pair a token is from
   * @param gatherer where calls of one row meet those of other threads; null runs them at once
   */
  public Encoder(
      Tokenizer tokenizer,
      Graph graph,
      EncodeLoop loop,
      int maxTokens,
      LongText longText,
      boolean typed,
      @Nullable BatchScheduler gatherer) {
    this.tokenizer = tokenizer;
    this.graph = graph;
    this.loop = loop;
    this.maxTokens = maxTokens;
    this.longText = longText;
    this.typed = typed;
    this.gatherer = gatherer;
  }

  /** The tokenizer. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** What the graph takes and gives. */
  public GraphSignature signature() {
    return graph.signature();
  }

  /** How many tokens a row may have, special tokens included. */
  public int maxTokens() {
    return maxTokens;
  }

  /**
   * Encodes texts to rows of ids; those of more than {@link #maxTokens()} as the options say.
   *
   * @throws ModelException.Input when a text is too long and the options say so, or has no tokens
   */
  public Rows rows(List<String> texts) {
    int[][] ids = tokenizer.encodeIds(texts);
    int longest = 0;
    for (int[] row : ids) {
      requireTokens(row.length);
      longest = Math.max(longest, row.length);
    }
    if (longest <= maxTokens) {
      return Rows.ofTexts(TokenBatch.of(ids), new int[ids.length]);
    }
    return rowsOf(texts.stream().map(tokenizer::encode).toList(), 0);
  }

  /**
   * Encodes pairs to rows of ids; see {@link #rows}.
   *
   * @param sequence which text of a pair windows slide over, 0 or 1
   */
  public Rows pairRows(List<TextPair> pairs, int sequence) {
    return rowsOf(
        pairs.stream().map(pair -> tokenizer.encode(pair.text(), pair.pair())).toList(), sequence);
  }

  /** Rows of what is encoded already; see {@link #pairRows}. */
  public Rows rowsOf(List<Encoding> encodings, int sequence) {
    return Rows.ofWindows(
        encodings.stream().map(encoding -> windows(encoding, sequence)).toList(), typed);
  }

  /**
   * What the model reads of an encoding: all at once when it fits, else its beginning or several
   * windows, as the options say.
   *
   * @param sequence which text windows slide over: 0, or 1 for the second of a pair
   * @throws ModelException.Input when it is too long and the options say so, or has no tokens
   */
  public List<Window> windows(Encoding encoding, int sequence) {
    requireTokens(encoding.length());
    return longText == LongText.WINDOWS
        ? Window.cut(encoding, maxTokens, STRIDE, sequence)
        : List.of(new Window(fit(encoding), 0));
  }

  /** True when the options refuse long texts. */
  public boolean refusesLongTexts() {
    return longText == LongText.ERROR;
  }

  private static void requireTokens(int tokens) {
    if (tokens == 0) {
      throw new ModelException.Input(
          "the text has no tokens, and the tokenizer adds no special ones; give a text that is not"
              + " blank");
    }
  }

  /** Cuts to {@link #maxTokens()}, or refuses, as the options say. */
  public Encoding fit(Encoding encoding) {
    if (encoding.length() <= maxTokens) {
      return encoding;
    }
    if (longText == LongText.ERROR) {
      throw new ModelException.Input(
          "the text has "
              + encoding.length()
              + " tokens; the model accepts "
              + maxTokens
              + " (ModelOptions.longText)");
    }
    return encoding.truncate(maxTokens);
  }

  /** Runs a call on this thread, or gathered, and waits for its answer. */
  public <R> R run(Call<R> call) {
    run(call.rows(), call.sink());
    return call.answer().get();
  }

  /**
   * Submits a call to be gathered with others; the future says how it ends. Cancelling it takes the
   * rows back.
   *
   * @param call tokenizes, on this thread; what it throws is the future's
   * @throws ModelException.Unsupported when the model does not gather
   */
  public <R> CompletableFuture<R> submit(Supplier<Call<R>> call, RequestOptions request) {
    if (gatherer == null) {
      throw new ModelException.Unsupported(
          "the model was opened without gathering, so it has no queue for requests that do not"
              + " wait; open it with ModelOptions.withGathering, or make the blocking call on an"
              + " executor of yours (CompletableFuture.supplyAsync)");
    }
    try {
      requireOpen();
      return GatheredCall.submit(gatherer, call.get(), request.timeout());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the model is closed");
    }
  }

  /**
   * Runs the rows; the sink may be called from several threads at once, for different rows. One row
   * alone meets those of other threads where the model gathers.
   */
  public void run(TokenBatch rows, RowSink sink) {
    requireOpen();
    if (gatherer != null && rows.rows() == 1) {
      RowReader<Boolean> reader =
          output -> {
            sink.row(0, output);
            return true;
          };
      gatherer.call(RowRequest.of(rows.ids(), reader).withTypeIds(rows.typeIds()));
      return;
    }
    loop.run(rows, sink, Cancellation.NONE);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      if (gatherer != null) {
        gatherer.close();
      }
      loop.close();
      graph.close();
      tokenizer.close();
    }
  }
}
