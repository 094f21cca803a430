package io.github.langres.tokenizer.chat.jinja;

import java.util.Map;

/** The one mutable value a template can make: {@code namespace(…)}. */
record Namespace(Map<String, Object> attributes) {}
