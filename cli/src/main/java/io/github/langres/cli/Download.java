package io.github.langres.cli;

import io.github.langres.models.DownloadListener;
import io.github.langres.models.HubOptions;
import io.github.langres.models.ModelHub;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "download",
    description =
        "Downloads a model into the Hugging Face cache, and prints its folder: the one command that"
            + " uses the network.")
final class Download implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "Such as almanach/camembert-base.")
  private String id = "";

  @Option(
      names = "--revision",
      paramLabel = "R",
      defaultValue = "main",
      description = "Branch, tag or commit. Default: ${DEFAULT-VALUE}.")
  private String revision = "main";

  @Option(
      names = "--file",
      paramLabel = "F",
      description = "One exported graph in place of the weights: onnx/model_quantized.onnx.")
  private @Nullable String file;

  @SuppressWarnings("UnusedVariable") // Failures looks for the option itself
  @Option(names = "--verbose", description = "Print the stack trace of a failure.")
  private boolean verbose;

  @Override
  public Integer call() {
    HubOptions options = HubOptions.defaults();
    Path folder =
        ModelHub.download(
            id, revision, file == null ? options : options.withOnnxFile(file), new FileLines());
    System.out.println(folder);
    return 0;
  }

  /** One line a file; Java before 22 cannot tell a terminal from a pipe, so no bar. */
  private static final class FileLines implements DownloadListener {
    private String last = "";

    @Override
    public void progress(String file, long doneBytes, long totalBytes) {
      if (!file.equals(last)) {
        last = file;
        System.err.println(file);
      }
    }
  }
}
