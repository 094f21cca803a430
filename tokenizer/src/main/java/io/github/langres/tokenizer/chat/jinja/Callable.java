package io.github.langres.tokenizer.chat.jinja;

/** A function, a bound method or a macro. */
interface Callable {
  Object call(Context context, Arguments arguments);
}
