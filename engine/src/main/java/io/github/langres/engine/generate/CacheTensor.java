package io.github.langres.engine.generate;

import io.github.langres.engine.ElementType;

/**
 * The keys or the values of one layer: {@code [batch, heads, tokens, size]}.
 *
 * @param past the graph's input
 * @param present the output that holds the past and the new tokens
 */
record CacheTensor(String past, String present, ElementType type, int heads, int size) {

  long bytesPerToken() {
    return (long) heads * rowBytes();
  }

  /** One token of one head. */
  int rowBytes() {
    return size * type.bytes();
  }
}
