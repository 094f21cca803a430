/** JMH benchmarks of the hot loops, and programs that measure the whole. Never shipped. */
@NullMarked
package io.github.langres.benchmarks;

import org.jspecify.annotations.NullMarked;
