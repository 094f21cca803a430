package io.github.langres.models.family;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphOptions;
import io.github.langres.engine.GraphRun;
import io.github.langres.engine.GraphSource;
import io.github.langres.engine.onnx.OnnxGraphs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Opens built graphs and runs rows through them, padded at the right. */
final class Runs implements AutoCloseable {
  private final Graph graph;
  private final long padId;

  Runs(GraphSource.Built built, long padId) {
    this.graph = OnnxGraphs.open(built, GraphOptions.defaults());
    this.padId = padId;
  }

  record Row(long[] ids, long[] typeIds) {}

  /** An output's elements and its shape. */
  record Output(float[] data, long[] shape) {

    /** The part of one row, cut to its tokens where there is an axis for them. */
    float[] row(int row, int rows, int padded, int tokens) {
      int size = data.length / rows;
      boolean perToken = shape.length > 1 && shape[1] == padded && size % padded == 0;
      int kept = perToken ? size / padded * tokens : size;
      return Arrays.copyOfRange(data, row * size, row * size + kept);
    }
  }

  Map<String, Output> run(List<Row> rows) {
    int padded = rows.stream().mapToInt(row -> row.ids().length).max().orElseThrow();
    long[] ids = new long[rows.size() * padded];
    long[] mask = new long[ids.length];
    long[] types = new long[ids.length];
    Arrays.fill(ids, padId);
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      System.arraycopy(row.ids(), 0, ids, i * padded, row.ids().length);
      System.arraycopy(row.typeIds(), 0, types, i * padded, row.ids().length);
      Arrays.fill(mask, i * padded, i * padded + row.ids().length, 1);
    }
    return run(ids, mask, types, rows.size(), padded);
  }

  Map<String, Output> run(long[] ids, long[] mask, long[] types, int rows, int padded) {
    try (GraphRun run = graph.newRun()) {
      run.bindInput("input_ids", direct(ids), rows, padded);
      run.bindInput("attention_mask", direct(mask), rows, padded);
      if (graph.signature().input("token_type_ids").isPresent()) {
        run.bindInput("token_type_ids", direct(types), rows, padded);
      }
      run.run(Cancellation.NONE);
      Map<String, Output> outputs = new LinkedHashMap<>();
      graph
          .signature()
          .outputs()
          .forEach(
              spec -> {
                ByteBuffer bytes = run.output(spec.name());
                float[] data = new float[bytes.remaining() / Float.BYTES];
                bytes.asFloatBuffer().get(data);
                outputs.put(spec.name(), new Output(data, run.outputShape(spec.name())));
              });
      return outputs;
    }
  }

  private static ByteBuffer direct(long[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(values.length * Long.BYTES).order(ByteOrder.nativeOrder());
    buffer.asLongBuffer().put(values);
    return buffer;
  }

  static double maxDifference(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new AssertionError("sizes differ: " + a.length + " and " + b.length);
    }
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = Math.abs(a[i] - b[i]);
      worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
    }
    return worst;
  }

  static double cosine(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return dot / Math.sqrt(aa * bb);
  }

  @Override
  public void close() {
    graph.close();
  }
}
