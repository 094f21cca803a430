package io.github.langres.models.family;

import io.github.langres.models.ModelException;
import io.github.langres.models.graph.Heads;
import io.github.langres.tokenizer.json.JsonObject;

/** What a config says about the size of an encoder, in one vocabulary for all architectures. */
record Facts(int hidden, int layers, int heads, int intermediate) {
  private static final int MAX_LAYERS = 1000;

  Facts {
    if (hidden < 1 || heads < 1 || intermediate < 1 || layers < 0 || layers > MAX_LAYERS) {
      throw new ModelException.Folder(
          "config.json: hidden size "
              + hidden
              + ", attention heads "
              + heads
              + ", intermediate size "
              + intermediate
              + " must be 1 or more, layers "
              + layers
              + " at most "
              + MAX_LAYERS);
    }
    if (hidden % heads != 0) {
      throw new ModelException.Folder(
          "config.json: the hidden size " + hidden + " is no multiple of the " + heads + " heads");
    }
  }

  /** The facts under the names that most architectures use. */
  static Facts read(JsonObject config) {
    return new Facts(
        config.integer("hidden_size"),
        config.integer("num_hidden_layers"),
        config.integer("num_attention_heads"),
        config.integer("intermediate_size"));
  }

  Heads attention() {
    return Heads.of(heads, hidden / heads);
  }
}
