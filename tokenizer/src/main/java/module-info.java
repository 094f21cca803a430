/** Text to token ids and back. */
@org.jspecify.annotations.NullMarked
module io.github.langres.tokenizer {
  requires static org.jspecify;
  requires ai.djl.tokenizers;
  requires ai.djl.api;
  requires com.fasterxml.jackson.core;
  requires org.slf4j;

  exports io.github.langres.tokenizer;
  exports io.github.langres.tokenizer.chat;
  // One JSON reader for the house; not an API for users.
  exports io.github.langres.tokenizer.json to
      io.github.langres.models,
      io.github.langres.cli;

  uses io.github.langres.tokenizer.TokenizerProvider;

  provides io.github.langres.tokenizer.TokenizerProvider with
      io.github.langres.tokenizer.hf.HfTokenizerProvider;
}
