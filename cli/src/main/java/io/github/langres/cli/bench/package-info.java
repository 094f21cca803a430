/** What {@code langres bench} measures, and how it prints it. */
@NullMarked
package io.github.langres.cli.bench;

import org.jspecify.annotations.NullMarked;
