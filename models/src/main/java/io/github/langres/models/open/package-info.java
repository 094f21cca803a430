/** The assembly room: the one place that knows all the others. */
@NullMarked
package io.github.langres.models.open;

import org.jspecify.annotations.NullMarked;
