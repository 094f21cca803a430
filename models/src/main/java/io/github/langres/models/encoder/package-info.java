/** Joins a tokenizer and a graph: texts in, each text's numbers out. */
@NullMarked
package io.github.langres.models.encoder;

import org.jspecify.annotations.NullMarked;
