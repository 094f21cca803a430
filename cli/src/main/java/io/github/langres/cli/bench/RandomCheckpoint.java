package io.github.langres.cli.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a checkpoint of a {@link Shape} with random weights, in Hugging Face layout: an encoder in
 * float32 with the bundled French tokenizer, a decoder in bfloat16 with one that knows bytes and
 * fillers. What it computes means nothing; how long that takes is the real model's.
 */
public final class RandomCheckpoint {
  private static final String BUNDLED = "/io/github/langres/models/frmini/fr-mini-encoder/";

  /** The deviation that transformers initializes with. */
  private static final float DEVIATION = 0.02f;

  private static final int CHUNK_VALUES = 1 << 20;

  private RandomCheckpoint() {}

  /**
   * Fills an existing folder.
   *
   * @throws IOException when it cannot be written
   */
  public static void write(Shape shape, Path folder) throws IOException {
    Files.writeString(folder.resolve("config.json"), shape.config());
    if (shape.isGenerator()) {
      Files.writeString(folder.resolve("tokenizer.json"), byteTokenizer(shape.vocabulary));
    } else {
      for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
        try (InputStream in = RandomCheckpoint.class.getResourceAsStream(BUNDLED + file)) {
          if (in == null) {
            throw new IOException(BUNDLED + file + " is missing from the class path");
          }
          Files.copy(in, folder.resolve(file));
        }
      }
    }
    writeWeights(folder.resolve("model.safetensors"), weights(shape), shape.isGenerator());
  }

  /**
   * One tensor.
   *
   * @param constant the value everywhere, or NaN for random values
   */
  private record Weight(String name, float constant, int... sizes) {
    static Weight random(String name, int... sizes) {
      return new Weight(name, Float.NaN, sizes);
    }

    long count() {
      long count = 1;
      for (int size : sizes) {
        count *= size;
      }
      return count;
    }
  }

  private static List<Weight> weights(Shape shape) {
    List<Weight> weights = new ArrayList<>();
    if (shape.isGenerator()) {
      llama(shape, weights);
    } else {
      camembert(shape, weights);
    }
    return weights;
  }

  private static void llama(Shape shape, List<Weight> weights) {
    int hidden = shape.hidden;
    int keys = hidden / shape.heads * shape.keyHeads;
    weights.add(Weight.random("model.embed_tokens.weight", shape.vocabulary, hidden));
    for (int i = 0; i < shape.layers; i++) {
      String layer = "model.layers." + i + ".";
      weights.add(new Weight(layer + "input_layernorm.weight", 1, hidden));
      weights.add(Weight.random(layer + "self_attn.q_proj.weight", hidden, hidden));
      weights.add(Weight.random(layer + "self_attn.k_proj.weight", keys, hidden));
      weights.add(Weight.random(layer + "self_attn.v_proj.weight", keys, hidden));
      weights.add(Weight.random(layer + "self_attn.o_proj.weight", hidden, hidden));
      weights.add(new Weight(layer + "post_attention_layernorm.weight", 1, hidden));
      weights.add(Weight.random(layer + "mlp.gate_proj.weight", shape.intermediate, hidden));
      weights.add(Weight.random(layer + "mlp.up_proj.weight", shape.intermediate, hidden));
      weights.add(Weight.random(layer + "mlp.down_proj.weight", hidden, shape.intermediate));
    }
    weights.add(new Weight("model.norm.weight", 1, hidden));
  }

  private static void camembert(Shape shape, List<Weight> weights) {
    int hidden = shape.hidden;
    weights.add(Weight.random("embeddings.word_embeddings.weight", shape.vocabulary, hidden));
    weights.add(Weight.random("embeddings.position_embeddings.weight", 514, hidden));
    weights.add(Weight.random("embeddings.token_type_embeddings.weight", 1, hidden));
    norm("embeddings.LayerNorm", hidden, weights);
    for (int i = 0; i < shape.layers; i++) {
      String layer = "encoder.layer." + i + ".";
      linear(layer + "attention.self.query", hidden, hidden, weights);
      linear(layer + "attention.self.key", hidden, hidden, weights);
      linear(layer + "attention.self.value", hidden, hidden, weights);
      linear(layer + "attention.output.dense", hidden, hidden, weights);
      norm(layer + "attention.output.LayerNorm", hidden, weights);
      linear(layer + "intermediate.dense", shape.intermediate, hidden, weights);
      linear(layer + "output.dense", hidden, shape.intermediate, weights);
      norm(layer + "output.LayerNorm", hidden, weights);
    }
  }

  private static void linear(String name, int out, int in, List<Weight> weights) {
    weights.add(Weight.random(name + ".weight", out, in));
    weights.add(new Weight(name + ".bias", 0, out));
  }

  private static void norm(String name, int size, List<Weight> weights) {
    weights.add(new Weight(name + ".weight", 1, size));
    weights.add(new Weight(name + ".bias", 0, size));
  }

  private static void writeWeights(Path file, List<Weight> weights, boolean half)
      throws IOException {
    int bytes = half ? Short.BYTES : Float.BYTES;
    byte[] header = header(weights, half ? "BF16" : "F32", bytes);
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      writeAll(out, length.putLong(0, header.length));
      writeAll(out, ByteBuffer.wrap(header));
      ByteBuffer chunk =
          ByteBuffer.allocateDirect(CHUNK_VALUES * bytes).order(ByteOrder.LITTLE_ENDIAN);
      long state = 0x9E3779B97F4A7C15L;
      for (Weight weight : weights) {
        for (long left = weight.count(); left > 0; ) {
          int now = (int) Math.min(left, CHUNK_VALUES);
          state = fill(chunk.clear(), now, weight.constant(), half, state);
          writeAll(out, chunk.flip());
          left -= now;
        }
      }
    }
  }

  /** Writes that many values; gives the random generator's new state. */
  private static long fill(ByteBuffer to, int count, float constant, boolean half, long state) {
    float scale = (float) (DEVIATION * Math.sqrt(3) / (1L << 31));
    for (int i = 0; i < count; i++) {
      // xorshift64 (Marsaglia 2003): a billion numbers in about two seconds.
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
      float value = Float.isNaN(constant) ? (int) state * scale : constant;
      if (half) {
        to.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
      } else {
        to.putFloat(value);
      }
    }
    return state;
  }

  private static byte[] header(List<Weight> weights, String dtype, int bytes) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      long offset = 0;
      for (Weight weight : weights) {
        json.writeObjectFieldStart(weight.name());
        json.writeStringField("dtype", dtype);
        json.writeFieldName("shape");
        json.writeArray(weight.sizes(), 0, weight.sizes().length);
        json.writeFieldName("data_offsets");
        long end = offset + weight.count() * bytes;
        json.writeArray(new long[] {offset, end}, 0, 2);
        json.writeEndObject();
        offset = end;
      }
      json.writeEndObject();
    }
    byte[] header = text.toString().getBytes(StandardCharsets.UTF_8);
    // The format asks for data at a multiple of eight bytes; spaces pad.
    byte[] padded = new byte[(header.length + 7) / 8 * 8];
    Arrays.fill(padded, (byte) ' ');
    System.arraycopy(header, 0, padded, 0, header.length);
    return padded;
  }

  private static void writeAll(FileChannel out, ByteBuffer from) throws IOException {
    while (from.hasRemaining()) {
      out.write(from);
    }
  }

  /** A byte-level BPE without merges: 256 bytes, and fillers up to the vocabulary's size. */
  private static String byteTokenizer(int vocabulary) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("version", "1.0");
      json.writeObjectFieldStart("pre_tokenizer");
      byteLevel(json);
      json.writeEndObject();
      json.writeObjectFieldStart("decoder");
      byteLevel(json);
      json.writeEndObject();
      json.writeObjectFieldStart("model");
      json.writeStringField("type", "BPE");
      json.writeObjectFieldStart("vocab");
      for (int id = 0; id < vocabulary; id++) {
        json.writeNumberField(id < 256 ? Character.toString(byteChar(id)) : "filler" + id, id);
      }
      json.writeEndObject();
      json.writeArrayFieldStart("merges");
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void byteLevel(JsonGenerator json) throws IOException {
    json.writeStringField("type", "ByteLevel");
    json.writeBooleanField("add_prefix_space", false);
    json.writeBooleanField("trim_offsets", true);
    json.writeBooleanField("use_regex", true);
  }

  /** The printable character that GPT-2's tokenizer writes for a byte. */
  private static char byteChar(int value) {
    int shifted = 0;
    for (int i = 0; i < value; i++) {
      shifted += isPrintable(i) ? 0 : 1;
    }
    return (char) (isPrintable(value) ? value : 256 + shifted);
  }

  private static boolean isPrintable(int value) {
    return (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD);
  }
}
