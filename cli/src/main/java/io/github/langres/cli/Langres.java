package io.github.langres.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The entry point: exit status 0 done, 1 failed, 2 usage. */
@Command(
    name = "langres",
    description = "French language models on this machine: no Python, no network.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      Tokenize.class,
      Detokenize.class,
      Render.class,
      Forward.class,
      Embed.class,
      FillMaskCommand.class,
      Classify.class,
      ZeroShot.class,
      Ner.class,
      AnswerCommand.class,
      Rerank.class,
      Generate.class,
      ChatCommand.class,
      Inspect.class,
      Build.class,
      Download.class,
      Bench.class,
      Demo.class
    })
public final class Langres implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  /** Runs the command line and exits. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Langres())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Failures::report);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is needed");
  }
}
