package io.github.langres.tokenizer.chat.jinja;

/** Python's {@code None}; values are never Java null here. */
enum None {
  NONE
}
