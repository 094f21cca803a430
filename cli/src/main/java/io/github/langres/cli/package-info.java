/** The {@code langres} command line: one command over every task. */
@NullMarked
package io.github.langres.cli;

import org.jspecify.annotations.NullMarked;
