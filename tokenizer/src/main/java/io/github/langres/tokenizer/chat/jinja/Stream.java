package io.github.langres.tokenizer.chat.jinja;

import java.util.Iterator;
import java.util.List;

/** A Python generator: has no length or index, and is spent after one reading. */
record Stream(Iterator<Object> rest) {
  static Stream of(List<Object> items) {
    return new Stream(items.iterator());
  }
}
