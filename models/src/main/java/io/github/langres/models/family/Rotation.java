package io.github.langres.models.family;

import io.github.langres.engine.ElementType;
import io.github.langres.models.ModelException;
import io.github.langres.models.graph.Heads;
import io.github.langres.models.graph.Value;
import io.github.langres.tokenizer.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * The tables of rotary position embeddings.
 *
 * @param cosines float32 {@code [positions, head size / 2]}
 */
record Rotation(Value cosines, Value sines) {

  /** Checks that the config asks for plain rotation, the only kind that encoders use. */
  static void checkPlain(JsonObject rope) {
    String type = rope.string("rope_type", rope.string("type", "default"));
    if (!"default".equals(type)) {
      throw new ModelException.Unsupported(
          rope.source() + ": rope_type \"" + type + "\" is not known; expected \"default\"");
    }
  }

  static Rotation of(Net net, String name, double theta, int positions, int headSize) {
    int half = headSize / 2;
    int bytes = Math.multiplyExact(Math.multiplyExact(positions, half), Float.BYTES);
    ByteBuffer cosines = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    ByteBuffer sines = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    FloatBuffer cos = cosines.asFloatBuffer();
    FloatBuffer sin = sines.asFloatBuffer();
    for (int channel = 0; channel < half; channel++) {
      // Rounded to float at every step, because training did so and far positions feel it.
      float frequency = 1 / (float) Math.pow(theta, 2f * channel / headSize);
      for (int position = 0; position < positions; position++) {
        float angle = position * frequency;
        cos.put(position * half + channel, (float) Math.cos(angle));
        sin.put(position * half + channel, (float) Math.sin(angle));
      }
    }
    long[] shape = {positions, half};
    return new Rotation(
        net.graph().weight(name + ".cosines", ElementType.FLOAT32, shape, () -> cosines),
        net.graph().weight(name + ".sines", ElementType.FLOAT32, shape, () -> sines));
  }

  Value rotate(Net net, Value x, Heads heads) {
    return net.layers().rotate(x, cosines, sines, heads);
  }
}
