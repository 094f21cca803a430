package io.github.langres.engine.schedule;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One row to run. The arrays are shared, not copied: do not change them before the answer.
 *
 * @param ids {@code [length]} token ids, 1 or more
 * @param typeIds {@code [length]} token type ids, or an empty array when all are 0
 * @param reader makes the answer
 * @param timeout how long from its submission the answer is wanted; null for ever
 */
public record RowRequest<R>(
    int[] ids, int[] typeIds, RowReader<R> reader, @Nullable Duration timeout) {
  private static final int[] NONE = {};

  public RowRequest {
    if (ids.length == 0) {
      throw new IllegalArgumentException(
          "the row has no tokens; expected 1 or more, as special tokens give");
    }
    if (typeIds.length != 0 && typeIds.length != ids.length) {
      throw new IllegalArgumentException(
          "typeIds has " + typeIds.length + " entries; expected 0 or " + ids.length);
    }
  }

  /** A row without type ids and without a timeout. */
  public static <R> RowRequest<R> of(int[] ids, RowReader<R> reader) {
    return new RowRequest<>(ids, NONE, reader, null);
  }

  /** This request with type ids. */
  public RowRequest<R> withTypeIds(int[] newTypeIds) {
    return new RowRequest<>(ids, newTypeIds, reader, timeout);
  }

  /** This request with a timeout; one of zero or less is over at once. */
  public RowRequest<R> withTimeout(Duration newTimeout) {
    return new RowRequest<>(ids, typeIds, reader, newTimeout);
  }
}
