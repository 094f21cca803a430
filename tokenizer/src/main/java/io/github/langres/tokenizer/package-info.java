/**
 * Text to token ids and back: {@link io.github.langres.tokenizer.Tokenizer}, its {@link
 * io.github.langres.tokenizer.Encoding} and the {@link io.github.langres.tokenizer.SpecialTokens}
 * of a model folder.
 */
@NullMarked
package io.github.langres.tokenizer;

import org.jspecify.annotations.NullMarked;
