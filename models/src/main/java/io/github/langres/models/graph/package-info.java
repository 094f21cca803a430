/**
 * Builds ONNX graphs in memory, checked node by node, with their weights outside the protobuf and
 * outside the Java heap.
 */
@NullMarked
package io.github.langres.models.graph;

import org.jspecify.annotations.NullMarked;
