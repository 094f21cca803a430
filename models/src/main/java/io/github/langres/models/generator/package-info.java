/** Joins a tokenizer, a chat template and the decode loop: prompts in, texts out. */
@NullMarked
package io.github.langres.models.generator;

import org.jspecify.annotations.NullMarked;
