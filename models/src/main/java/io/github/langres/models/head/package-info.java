/** From a row's numbers to values: softmax, pooling, best of. Pure functions. */
@NullMarked
package io.github.langres.models.head;

import org.jspecify.annotations.NullMarked;
