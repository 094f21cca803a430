/**
 * Token ids to numbers: the {@link io.github.langres.engine.Graph} port and the values around it.
 * Nothing here knows text, nor ONNX Runtime.
 */
@NullMarked
package io.github.langres.engine;

import org.jspecify.annotations.NullMarked;
