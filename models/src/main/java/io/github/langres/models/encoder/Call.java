package io.github.langres.models.encoder;

import io.github.langres.engine.TokenBatch;
import io.github.langres.engine.encode.RowSink;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Rows to run, and how an answer is made of them.
 *
 * @param rows one or more, unless nothing was asked
 * @param sink takes each row
 * @param answer makes the answer, when the sink has had all
 */
public record Call<R>(TokenBatch rows, RowSink sink, Supplier<R> answer) {

  /** The same rows for another answer. */
  public <T> Call<T> map(Function<R, T> function) {
    return new Call<>(rows, sink, () -> function.apply(answer.get()));
  }
}
