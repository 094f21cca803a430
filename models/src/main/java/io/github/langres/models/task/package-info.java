/** The encoder tasks: rows in, numbers read, records out. */
@NullMarked
package io.github.langres.models.task;

import org.jspecify.annotations.NullMarked;
