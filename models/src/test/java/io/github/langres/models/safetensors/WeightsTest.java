package io.github.langres.models.safetensors;

import static io.github.langres.models.safetensors.SafetensorsFiles.bytes;
import static io.github.langres.models.safetensors.SafetensorsFiles.entry;
import static io.github.langres.models.safetensors.SafetensorsFiles.f32;
import static io.github.langres.models.safetensors.SafetensorsFiles.floats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.models.ModelException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {
  @TempDir Path folder;

  private void single(byte[] file) {
    SafetensorsFiles.write(folder.resolve(Weights.SINGLE_FILE), file);
  }

  private static float[] floatsOf(Tensor tensor) {
    ByteBuffer data = tensor.float32();
    float[] values = new float[data.remaining() / Float.BYTES];
    data.asFloatBuffer().get(values);
    return values;
  }

  @Test
  void tensor_float32_isTheMappedFile() {
    single(
        bytes(
            "{\"__metadata__\":{\"format\":\"pt\"},"
                + f32("b", "[1]", 8, 12)
                + ","
                + f32("a", "[2,1]", 0, 8)
                + "}   ",
            floats(1, 2, 3)));
    Weights weights = Weights.open(folder);

    assertThat(weights.names()).containsExactlyInAnyOrder("a", "b");
    assertThat(weights.tensor("a").shape()).containsExactly(2, 1);
    assertThat(weights.tensor("a").data()).isInstanceOf(MappedByteBuffer.class);
    assertThat(weights.tensor("a").data().isReadOnly()).isTrue();
    assertThat(floatsOf(weights.tensor("a"))).containsExactly(1, 2);
    assertThat(floatsOf(weights.tensor("b"))).containsExactly(3);
  }

  @Test
  void float32_alignedFloats_areNotCopied() {
    String header = "{" + f32("a", "[2]", 0, 8) + "}";
    String padded = header + " ".repeat(8 - header.length() % 8);
    single(bytes(padded, floats(1, 2)));
    Tensor tensor = Weights.open(folder).tensor("a");

    assertThat(tensor.float32()).isInstanceOf(MappedByteBuffer.class);
    assertThat(tensor.float32().isReadOnly()).isTrue();
  }

  @Test
  void float32_oddOffset_isCopiedToAligned() {
    String header = "{" + entry("u", "U8", "[1]", 0, 1) + "," + f32("a", "[1]", 1, 5) + "}";
    byte[] data = new byte[5];
    System.arraycopy(floats(7), 0, data, 1, 4);
    single(bytes(header + " ".repeat(8 - header.length() % 8), data));
    ByteBuffer floats = Weights.open(folder).tensor("a").float32();

    assertThat(floats.alignmentOffset(0, Float.BYTES)).isZero();
    assertThat(floats.order()).isEqualTo(java.nio.ByteOrder.nativeOrder());
    assertThat(floats.getFloat(0)).isEqualTo(7);
  }

  @Test
  void float32_halfTypes_areConverted() {
    byte[] data = {0x00, 0x3c, 0x00, (byte) 0xc0, (byte) 0x80, 0x3f, 0x00, (byte) 0xc0};
    single(
        bytes(
            "{"
                + entry("half", "F16", "[2]", 0, 4)
                + ","
                + entry("brain", "BF16", "[2]", 4, 8)
                + "}",
            data));
    Weights weights = Weights.open(folder);

    assertThat(floatsOf(weights.tensor("half"))).containsExactly(1, -2);
    assertThat(floatsOf(weights.tensor("brain"))).containsExactly(1, -2);
  }

  /** Against the definition: sign, 5 bits of exponent, 10 of mantissa. */
  @Test
  void float16_everyValue_isExact() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      int exponent = (bits >> 10) & 31;
      int mantissa = bits & 1023;
      double magnitude =
          exponent == 0
              ? mantissa * 0x1p-24
              : exponent < 31
                  ? (1024 + mantissa) * Math.pow(2, exponent - 25)
                  : mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
      float expected = (float) (bits >> 15 == 0 ? magnitude : -magnitude);
      assertThat((Float) Floats.float16((short) bits)).isEqualTo((Float) expected);
    }
  }

  @Test
  void float32_integers_areRefused() {
    single(bytes("{" + entry("ids", "I64", "[1]", 0, 8) + "}", new byte[8]));

    assertThatThrownBy(() -> Weights.open(folder).tensor("ids").float32())
        .isInstanceOf(ModelException.Unsupported.class)
        .hasMessageContaining("ids")
        .hasMessageContaining("I64");
  }

  @Test
  void open_emptyTensor_isRead() {
    single(bytes("{" + f32("a", "[0,5]", 0, 0) + "," + f32("b", "[1]", 0, 4) + "}", floats(2)));

    assertThat(floatsOf(Weights.open(folder).tensor("a"))).isEmpty();
    assertThat(floatsOf(Weights.open(folder).tensor("b"))).containsExactly(2);
  }

  @Test
  void open_shards_areOneCheckpoint() throws IOException {
    SafetensorsFiles.write(
        folder.resolve("m-1.safetensors"), bytes("{" + f32("a", "[1]", 0, 4) + "}", floats(1)));
    SafetensorsFiles.write(
        folder.resolve("m-2.safetensors"), bytes("{" + f32("b", "[1]", 0, 4) + "}", floats(2)));
    Files.writeString(
        folder.resolve(Weights.INDEX_FILE),
        "{\"weight_map\":{\"a\":\"m-1.safetensors\",\"b\":\"m-2.safetensors\"}}");
    Weights weights = Weights.open(folder);

    assertThat(floatsOf(weights.tensor("a"))).containsExactly(1);
    assertThat(floatsOf(weights.tensor("b"))).containsExactly(2);
  }

  @Test
  void open_beyondTwoGibibytes_isMapped() throws IOException {
    long big = Integer.MAX_VALUE;
    String header =
        "{"
            + entry("big", "U8", "[" + big + "]", 0, big)
            + ","
            + entry("more", "U8", "[" + big + "]", big, 2 * big)
            + ","
            + f32("last", "[1]", 2 * big, 2 * big + 4)
            + "}";
    byte[] start = bytes(header);
    try (RandomAccessFile sparse =
        new RandomAccessFile(folder.resolve(Weights.SINGLE_FILE).toFile(), "rw")) {
      sparse.write(start);
      sparse.seek(start.length + 2 * big);
      sparse.write(floats(42));
    }
    Weights weights = Weights.open(folder);

    assertThat(floatsOf(weights.tensor("last"))).containsExactly(42);
    assertThat(weights.tensor("more").data().remaining()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void data_beyondOneBuffer_isRefused() throws IOException {
    long tooBig = 1L << 31;
    byte[] start = bytes("{" + entry("big", "U8", "[" + tooBig + "]", 0, tooBig) + "}");
    try (RandomAccessFile sparse =
        new RandomAccessFile(folder.resolve(Weights.SINGLE_FILE).toFile(), "rw")) {
      sparse.write(start);
      sparse.setLength(start.length + tooBig);
    }
    Weights weights = Weights.open(folder);

    assertThatThrownBy(() -> weights.tensor("big").data())
        .isInstanceOf(ModelException.Unsupported.class)
        .hasMessageContaining("at most 2^31 - 1");
  }

  @Test
  void open_insideZip_isRead() throws IOException {
    Path zip = folder.resolve("model.jar");
    try (FileSystem archive = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Path inside = archive.getPath("/model");
      Files.createDirectory(inside);
      SafetensorsFiles.write(
          inside.resolve(Weights.SINGLE_FILE),
          bytes("{" + f32("a", "[1]", 0, 4) + "," + f32("b", "[2]", 4, 12) + "}", floats(1, 2, 3)));
    }
    try (FileSystem archive = FileSystems.newFileSystem(zip)) {
      Weights weights = Weights.open(archive.getPath("/model"));

      assertThat(weights.tensor("b").data().isDirect()).isTrue();
      assertThat(floatsOf(weights.tensor("b"))).containsExactly(2, 3);
    }
  }

  @Test
  void open_pickleOnly_saysHowToConvert() throws IOException {
    Files.write(folder.resolve("pytorch_model.bin"), "x".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> Weights.open(folder))
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining("never reads")
        .hasMessageContaining("safe_serialization=True");
  }

  @Test
  void open_emptyFolder_namesWhatItExpects() {
    assertThatThrownBy(() -> Weights.open(folder))
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining(Weights.SINGLE_FILE)
        .hasMessageContaining(Weights.INDEX_FILE);
  }

  @Test
  void tensor_unknownName_isNamed() {
    single(bytes("{" + f32("a", "[1]", 0, 4) + "}", floats(1)));

    assertThatThrownBy(() -> Weights.open(folder).tensor("zz"))
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining("zz");
  }
}
