package io.github.langres.models.encoder;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphSignature;
import io.github.langres.engine.TokenBatch;
import io.github.langres.engine.encode.EncodeLoop;
import io.github.langres.engine.encode.RowSink;
import io.github.langres.models.LongText;
import io.github.langres.models.ModelException;
import io.github.langres.models.TextPair;
import io.github.langres.tokenizer.Encoding;
import io.github.langres.tokenizer.Tokenizer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A tokenizer and a graph that belong together. Owns both. Thread-safe; {@link #close()} is
 * idempotent and waits for calls under way.
 */
public final class Encoder implements AutoCloseable {
  private final Tokenizer tokenizer;
  private final Graph graph;
  private final EncodeLoop loop;
  private final int maxTokens;
  private final LongText longText;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Joins them.
   *
   * @param maxTokens how many tokens a row may have, special tokens included
   */
  public Encoder(
      Tokenizer tokenizer, Graph graph, EncodeLoop loop, int maxTokens, LongText longText) {
    this.tokenizer = tokenizer;
    this.graph = graph;
    this.loop = loop;
    this.maxTokens = maxTokens;
    this.longText = longText;
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
   * Encodes texts to rows of ids, cut to {@link #maxTokens()} where the options allow it.
   *
   * @throws ModelException.Input when a text is too long and the options say so
   */
  public Rows rows(List<String> texts) {
    int[][] ids = tokenizer.encodeIds(texts);
    int[] leftOut = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      if (ids[i].length > maxTokens) {
        Encoding cut = fit(tokenizer.encode(texts.get(i)));
        ids[i] = cut.ids();
        leftOut[i] = cut.leftOut();
      }
    }
    return new Rows(TokenBatch.of(ids), leftOut);
  }

  /** Encodes pairs; see {@link #rows}. */
  public Rows pairRows(List<TextPair> pairs) {
    return encodedRows(
        pairs.stream().map(pair -> fit(tokenizer.encode(pair.text(), pair.pair()))).toList());
  }

  /** Rows of what is encoded already. */
  public static Rows encodedRows(List<Encoding> encodings) {
    int[][] ids = new int[encodings.size()][];
    int[][] typeIds = new int[encodings.size()][];
    int[] leftOut = new int[encodings.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = encodings.get(i).ids();
      typeIds[i] = encodings.get(i).typeIds();
      leftOut[i] = encodings.get(i).leftOut();
    }
    return new Rows(TokenBatch.of(ids, typeIds), leftOut);
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

  /** Runs the rows; the sink may be called from several threads at once, for different rows. */
  public void run(TokenBatch rows, RowSink sink) {
    if (closed.get()) {
      throw new IllegalStateException("the model is closed");
    }
    loop.run(rows, sink, Cancellation.NONE);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      loop.close();
      graph.close();
      tokenizer.close();
    }
  }

  /**
   * Rows ready to run.
   *
   * @param leftOut {@code [rows]} how many tokens each row lost
   */
  public record Rows(TokenBatch batch, int[] leftOut) {}
}
