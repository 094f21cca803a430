/** The door to ONNX Runtime: the only room that imports {@code ai.onnxruntime}. */
@NullMarked
package io.github.langres.engine.onnx;

import org.jspecify.annotations.NullMarked;
