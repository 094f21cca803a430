/** Built folders: graphs written once, so that a model opens faster. */
@NullMarked
package io.github.langres.models.built;

import org.jspecify.annotations.NullMarked;
