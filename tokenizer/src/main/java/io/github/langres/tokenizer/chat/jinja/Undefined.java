package io.github.langres.tokenizer.chat.jinja;

/**
 * Jinja's undefined: prints as nothing, is false and empty; any other use is an error.
 *
 * @param reason what to tell when it is used
 */
record Undefined(String reason) {
  static Undefined name(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  JinjaException failure() {
    return new JinjaException(reason);
  }
}
