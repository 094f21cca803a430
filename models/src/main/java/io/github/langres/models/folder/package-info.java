/** Reads and checks a model folder before native code sees any of it. */
@NullMarked
package io.github.langres.models.folder;

import org.jspecify.annotations.NullMarked;
