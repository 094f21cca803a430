package io.github.langres.models.graph;

import io.github.langres.engine.ElementType;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * A table {@code [rows, columns]} of which runs read a few rows, in the type that it is saved in.
 *
 * @param data the elements, row-major in a direct or mapped buffer
 */
public record Table(
    String name, ElementType type, long rows, long columns, Supplier<ByteBuffer> data) {}
