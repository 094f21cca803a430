import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.OnnxEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** LangChain4j's in-process ONNX model, which batches and threads as it sees fit. Arguments: FOLDER TEXTS THREADS. */
public final class Peer {
  public static void main(String[] args) throws Exception {
    List<TextSegment> texts = Files.readAllLines(Path.of(args[1])).stream().map(TextSegment::from).toList();
    Path folder = Path.of(args[0]);
    OnnxEmbeddingModel model =
        new OnnxEmbeddingModel(folder.resolve("model.onnx"), folder.resolve("tokenizer.json"), PoolingMode.MEAN);
    System.out.println("ready");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    while (in.readLine() != null) {
      long start = System.nanoTime();
      model.embedAll(texts);
      System.out.println((System.nanoTime() - start) / 1e9);
    }
  }
}
