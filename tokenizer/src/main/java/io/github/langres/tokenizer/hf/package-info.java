/**
 * The DJL door: the only package that imports {@code ai.djl}. Reads and checks the tokenizer files
 * in Java before the native library sees them, because a panic there ends the process.
 */
@NullMarked
package io.github.langres.tokenizer.hf;

import org.jspecify.annotations.NullMarked;
