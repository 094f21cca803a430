/** Which rows run together. Pure arithmetic: no runtime, no threads, no state. */
@NullMarked
package io.github.langres.engine.batch;

import org.jspecify.annotations.NullMarked;
