/**
 * Reads checkpoints in the safetensors format, memory-mapped, and refuses damaged or hostile files
 * before it allocates.
 */
@NullMarked
package io.github.langres.models.safetensors;

import org.jspecify.annotations.NullMarked;
