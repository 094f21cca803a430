package io.github.langres.cli;

import io.github.langres.models.DownloadListener;
import io.github.langres.models.HubOptions;
import io.github.langres.models.ModelHub;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
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
    Report report = Ansi.AUTO.enabled() ? new Bar() : new FileLines();
    try {
      Path folder =
          ModelHub.download(
              id, revision, file == null ? options : options.withOnnxFile(file), report);
      report.end();
      System.out.println(folder);
      return 0;
    } finally {
      report.end();
    }
  }

  private interface Report extends DownloadListener {
    /** Goes to a new line if need be. */
    void end();
  }

  /** On a terminal: one line that changes. */
  private static final class Bar implements Report {
    private boolean open;

    @Override
    public void progress(String file, long doneBytes, long totalBytes) {
      open = true;
      System.err.printf(
          Locale.ROOT,
          "\r\033[K%3d %%  %s of %s  %s",
          totalBytes == 0 ? 100 : 100 * doneBytes / totalBytes,
          Terminal.bytes(doneBytes),
          Terminal.bytes(totalBytes),
          file);
    }

    @Override
    public void end() {
      if (open) {
        open = false;
        System.err.println();
      }
    }
  }

  /** Elsewhere: one line a file. */
  private static final class FileLines implements Report {
    private String last = "";

    @Override
    public void progress(String file, long doneBytes, long totalBytes) {
      if (!file.equals(last)) {
        last = file;
        System.err.println(file);
      }
    }

    @Override
    public void end() {
      // Its lines are whole.
    }
  }
}
