package io.github.langres.models.task;

import io.github.langres.engine.Shapes;
import io.github.langres.models.ModelException;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.models.head.Activation;
import io.github.langres.models.head.Dense;
import io.github.langres.models.safetensors.Tensor;
import io.github.langres.models.safetensors.Weights;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.Arrays;

/** Reads a dense layer of a sentence-transformers folder: its config and its weights. */
final class DenseReader {
  private DenseReader() {}

  static Dense read(ModelFolder folder, String path) {
    JsonObject config =
        folder
            .optionalJson(path + "/config.json")
            .orElseThrow(
                () -> new ModelException.Folder("no " + path + "/config.json in " + folder.path()));
    if (config.booleanOr("use_residual", false)) {
      throw new ModelException.Unsupported(
          config.source() + " of " + path + " asks for use_residual, which is not supported");
    }
    Weights weights = Weights.open(folder.path().resolve(path));
    int outputs = config.integer("out_features");
    float[] matrix =
        values(path, weights.tensor("linear.weight"), outputs, config.integer("in_features"));
    float[] bias =
        weights.has("linear.bias")
            ? values(path, weights.tensor("linear.bias"), outputs)
            : new float[outputs];
    return new Dense(matrix, bias, activation(config));
  }

  private static Activation activation(JsonObject config) {
    // The layer of the library that wrote the folder has Tanh when it names none.
    String path = config.string("activation_function", "torch.nn.Tanh");
    return Activation.parse(path)
        .orElseThrow(
            () ->
                new ModelException.Unsupported(
                    config.source() + " asks for the activation " + path + ", which is not known"));
  }

  private static float[] values(String path, Tensor tensor, long... shape) {
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new ModelException.Folder(
          path
              + ": tensor \""
              + tensor.name()
              + "\" has shape "
              + Arrays.toString(tensor.shape())
              + "; its config says "
              + Arrays.toString(shape));
    }
    float[] values = new float[Math.toIntExact(Shapes.elements(tensor.shape()))];
    tensor.float32().asFloatBuffer().get(values);
    return values;
  }
}
