package io.github.langres.models.task;

import io.github.langres.engine.TokenBatch;
import io.github.langres.models.ForwardPass;
import io.github.langres.models.ModelException;
import io.github.langres.models.encoder.Encoder;
import io.github.langres.tokenizer.Encoding;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** The main output of a graph, as it is. */
public final class EncoderForwardPass implements ForwardPass {
  private final Encoder encoder;
  private final List<String> outputs;

  /**
   * Takes ownership of the encoder.
   *
   * @param outputs the outputs to give, one, or the two of question answering
   */
  public EncoderForwardPass(Encoder encoder, List<String> outputs) {
    this.encoder = encoder;
    this.outputs = List.copyOf(outputs);
  }

  @Override
  public FloatTensor forward(String text) {
    Encoding encoding = encoder.fit(encoder.tokenizer().encode(text));
    return forward(encoding.ids(), encoding.typeIds());
  }

  @Override
  public FloatTensor forward(int[] ids, int[] typeIds) {
    if (ids.length == 0 || ids.length > encoder.maxTokens()) {
      throw new ModelException.Input(
          "got " + ids.length + " tokens; the model accepts 1 to " + encoder.maxTokens());
    }
    boolean typed = Arrays.stream(typeIds).anyMatch(type -> type != 0);
    FloatTensor[] result = new FloatTensor[1];
    encoder.run(
        TokenBatch.of(new int[][] {ids}, typed ? new int[][] {typeIds} : new int[0][]),
        (row, output) -> {
          FloatBuffer first = output.values(outputs.get(0));
          int size = first.remaining();
          float[] data = new float[size * outputs.size()];
          for (int i = 0; i < outputs.size(); i++) {
            FloatBuffer values = output.values(outputs.get(i));
            values.get(values.position(), data, i * size, size);
          }
          result[0] = new FloatTensor(shape(output.shape(outputs.get(0))), data);
        });
    return result[0];
  }

  private long[] shape(long[] one) {
    if (outputs.size() == 1) {
      return one.clone();
    }
    long[] stacked = new long[one.length + 1];
    stacked[0] = outputs.size();
    System.arraycopy(one, 0, stacked, 1, one.length);
    return stacked;
  }

  @Override
  public void close() {
    encoder.close();
  }
}
