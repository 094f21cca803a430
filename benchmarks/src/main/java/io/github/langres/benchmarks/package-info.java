/** Programs that measure; never shipped. */
@NullMarked
package io.github.langres.benchmarks;

import org.jspecify.annotations.NullMarked;
