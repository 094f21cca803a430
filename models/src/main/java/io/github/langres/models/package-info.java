/** Typed tasks over a model folder. */
@NullMarked
package io.github.langres.models;

import org.jspecify.annotations.NullMarked;
