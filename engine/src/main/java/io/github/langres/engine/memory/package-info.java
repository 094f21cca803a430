/**
 * Reusable memory outside the heap. Java 17 frees a direct buffer only when the collector finds it
 * unreachable, so nothing here allocates per use: buffers are kept, grown and used again.
 */
@NullMarked
package io.github.langres.engine.memory;

import org.jspecify.annotations.NullMarked;
