/**
 * Logits to the next token id: what the options say, in the order of {@code transformers}. Pure:
 * arrays in, an id out.
 */
@NullMarked
package io.github.langres.engine.sample;

import org.jspecify.annotations.NullMarked;
