/**
 * A prompt's ids to new ids, one after the other, with a KV cache. Knows ids and logits; text is
 * the sink's affair.
 */
@NullMarked
package io.github.langres.engine.generate;

import org.jspecify.annotations.NullMarked;
