package io.github.langres.models.family;

import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;

/** One architecture that writes: every token sees those before it. */
interface DecoderFamily {

  /** The value of {@code model_type} in config.json that means this architecture. */
  String modelType();

  /** The prefixes that the body's weights may be saved with, the usual one first. */
  List<String> prefixes();

  DecoderPlan plan(JsonObject config);
}
