package io.github.langres.engine;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/** Where a graph comes from. */
public sealed interface GraphSource {

  /**
   * A {@code model.onnx} on disk, its external data beside it. The runtime reads what the file
   * names: check a file that you do not trust before opening it.
   */
  record File(Path path) implements GraphSource {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /**
   * A graph that was built in memory.
   *
   * @param model the serialized ONNX model, shared, not copied
   * @param weights the initializers that the model marks as external, by name. Each buffer is used
   *     in place as long as the graph lives, and kept reachable by it
   */
  record Built(byte[] model, Map<String, Weight> weights) implements GraphSource {
    public Built {
      weights = Map.copyOf(weights);
    }

    @Override
    public String toString() {
      return "the built graph (" + weights.size() + " weights)";
    }
  }

  /**
   * One weight.
   *
   * @param shape one size an axis; the product times the element size equals the bytes remaining
   * @param data a direct or mapped buffer, little-endian as a safetensors file is; the bytes from
   *     its position to its limit. Its {@code order()} is not looked at
   */
  record Weight(ElementType type, long[] shape, ByteBuffer data) {
    public Weight {
      if (!data.isDirect()) {
        throw new IllegalArgumentException(
            "a weight needs a direct or mapped buffer, got one on the heap");
      }
      long bytes = Shapes.bytes(type, shape);
      if (bytes != data.remaining()) {
        throw new IllegalArgumentException(
            "a weight of shape "
                + Shapes.text(shape)
                + " and type "
                + type
                + " has "
                + bytes
                + " bytes; its buffer has "
                + data.remaining());
      }
    }
  }
}
