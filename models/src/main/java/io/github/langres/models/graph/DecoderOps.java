package io.github.langres.models.graph;

import io.github.langres.engine.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What decoders need besides {@link LayerOps}: linear layers whose weights are rounded in blocks,
 * and tables that stay in the type they were saved in.
 */
public final class DecoderOps {
  private final OnnxBuilder graph;
  private final TensorOps tensors;
  private final LayerOps layers;
  private final int accuracyLevel;

  /**
   * @param accuracyLevel of quantized layers: 4 rounds activations to int8 in blocks, 1 keeps them
   *     float32
   */
  public DecoderOps(OnnxBuilder graph, int accuracyLevel) {
    this.graph = graph;
    this.tensors = new TensorOps(graph);
    this.layers = new LayerOps(graph, Precision.FP32);
    this.accuracyLevel = accuracyLevel;
  }

  /**
   * {@code x · weightᵀ + bias}, {@code [..., rows]} float32.
   *
   * @param x {@code [..., columns]} float32
   * @param bias {@code [rows]}
   * @param format null for float32
   */
  public Value linear(
      Value x, Matrix weight, @Nullable Parameter bias, @Nullable BlockFormat format) {
    if (format != null) {
      return blockLinear(x, weight, bias, format);
    }
    if (weight.stored().isEmpty()) {
      return layers.linear(x, copied(weight), bias);
    }
    Matrix.Stored stored = weight.stored().get();
    return stored.inputsFirst()
        ? inputsFirstLinear(x, stored.parameter(), bias)
        : layers.linear(x, stored.parameter(), bias);
  }

  private Value inputsFirstLinear(Value x, Parameter weight, @Nullable Parameter bias) {
    Value product = tensors.matmul(x, layers.weight(weight));
    if (bias == null) {
      return product;
    }
    return layers.addRow(product, bias);
  }

  private Value blockLinear(Value x, Matrix weight, @Nullable Parameter bias, BlockFormat format) {
    Blocks blocks = blocks(weight, format);
    OnnxBuilder.NodeSpec node =
        OnnxBuilder.NodeSpec.microsoft(
            graph,
            "MatMulNBits",
            List.of(
                Attribute.of("K", weight.columns()),
                Attribute.of("N", weight.rows()),
                Attribute.of("bits", format.bits()),
                Attribute.of("block_size", format.size()),
                Attribute.of("accuracy_level", accuracyLevel)),
            x,
            blocks.data(),
            blocks.scales(),
            null,
            null,
            bias == null ? null : layers.weight(bias));
    node.check(x.dim(-1).equals(Dim.of(weight.columns())), "[..., " + weight.columns() + "]");
    return graph.add(node, ElementType.FLOAT32, x.shape().with(-1, Dim.of(weight.rows())));
  }

  private record Blocks(Value data, Value scales) {}

  private Blocks blocks(Matrix weight, BlockFormat format) {
    Rounding rounding = new Rounding(weight, format);
    long blocks = format.blocks(weight.columns());
    String name = weight.name() + ":int" + format.bits();
    return new Blocks(
        graph.weight(
            name,
            ElementType.UINT8,
            new long[] {weight.rows(), blocks, format.bytes()},
            () -> rounding.get().data()),
        graph.weight(
            name + ":scales",
            ElementType.FLOAT32,
            new long[] {weight.rows(), blocks},
            () -> rounding.get().scales()));
  }

  /** Rounds once for both of its buffers. */
  private static final class Rounding {
    private final Matrix matrix;
    private final BlockFormat format;
    private BlockQuantizer.@Nullable Blocks blocks;

    Rounding(Matrix matrix, BlockFormat format) {
      this.matrix = matrix;
      this.format = format;
    }

    BlockQuantizer.Blocks get() {
      if (blocks == null) {
        blocks = BlockQuantizer.quantize(matrix, format);
      }
      return blocks;
    }
  }

  /** Rows or columns were moved, so there is no whole in memory yet. */
  private static Parameter copied(Matrix weight) {
    return new Parameter(
        weight.name(),
        new long[] {weight.rows(), weight.columns()},
        () -> {
          int columns = weight.columns();
          ByteBuffer copy =
              ByteBuffer.allocateDirect(
                      Math.multiplyExact(Math.multiplyExact(weight.rows(), columns), Float.BYTES))
                  .order(ByteOrder.nativeOrder());
          FloatBuffer floats = copy.asFloatBuffer();
          Matrix.Rows source = weight.source().get();
          IntStream.range(0, weight.rows())
              .parallel()
              .forEach(
                  row -> {
                    float[] values = new float[columns];
                    source.read(row, values);
                    floats.put(row * columns, values);
                  });
          return copy;
        });
  }

  /** The table's rows at the ids as float32, {@code [..., columns]}. */
  public Value rows(Table table, Value ids) {
    Value value =
        graph.weight(
            table.name(), table.type(), new long[] {table.rows(), table.columns()}, table.data());
    return tensors.cast(tensors.rows(value, ids), ElementType.FLOAT32);
  }

  /**
   * The rows at the ids of a weight that {@link #linear} scores with in that format, {@code [...,
   * columns]}: both read the same bytes, so a tied table is held once.
   */
  public Value rows(Matrix weight, BlockFormat format, Value ids) {
    Blocks blocks = blocks(weight, format);
    long columns = (long) format.blocks(weight.columns()) * format.bytes();
    Value codes =
        graph.sameWeight(
            blocks.data(), blocks.data().name() + ":rows", new long[] {weight.rows(), columns});
    OnnxBuilder.NodeSpec node =
        OnnxBuilder.NodeSpec.microsoft(
            graph,
            "GatherBlockQuantized",
            List.of(
                Attribute.of("bits", format.bits()),
                Attribute.of("block_size", format.size()),
                Attribute.of("gather_axis", 0),
                Attribute.of("quantize_axis", 1)),
            codes,
            ids,
            blocks.scales());
    node.check(weight.columns() % format.size() == 0, "whole blocks");
    return graph.add(
        node,
        ElementType.FLOAT32,
        ids.shape().inserted(ids.shape().rank(), Dim.of(weight.columns())));
  }
}
