/**
 * Runs encoders: {@link io.github.langres.engine.encode.EncodeLoop} and what it takes and gives.
 */
@NullMarked
package io.github.langres.engine.encode;

import org.jspecify.annotations.NullMarked;
