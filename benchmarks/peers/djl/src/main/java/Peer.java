import ai.djl.huggingface.translator.TextEmbeddingTranslatorFactory;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** DJL's TextEmbeddingTranslator: texts sorted by length, 32 at a time. Arguments: FOLDER TEXTS THREADS. */
public final class Peer {
  public static void main(String[] args) throws Exception {
    List<String> texts = new ArrayList<>(Files.readAllLines(Path.of(args[1])));
    texts.sort(Comparator.comparingInt(String::length));
    Criteria<String, float[]> criteria =
        Criteria.builder()
            .setTypes(String.class, float[].class)
            .optModelPath(Path.of(args[0]))
            .optModelName("model.onnx")
            .optEngine("OnnxRuntime")
            .optOption("intraOpNumThreads", args[2])
            .optArgument("pooling", "mean")
            .optArgument("normalize", "false")
            .optArgument("maxLength", "512")
            .optArgument("truncation", "true")
            .optArgument("padding", "true")
            .optTranslatorFactory(new TextEmbeddingTranslatorFactory())
            .build();
    try (ZooModel<String, float[]> model = criteria.loadModel();
        Predictor<String, float[]> predictor = model.newPredictor()) {
      System.out.println("ready");
      BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
      while (in.readLine() != null) {
        long start = System.nanoTime();
        for (int i = 0; i < texts.size(); i += 32) {
          predictor.batchPredict(texts.subList(i, Math.min(i + 32, texts.size())));
        }
        System.out.println((System.nanoTime() - start) / 1e9);
      }
    }
  }
}
