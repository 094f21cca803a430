package io.github.langres.models.hub;

import io.github.langres.models.ModelException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the variables of {@code huggingface_hub} say: one setting rules Python and Java alike. */
final class HubEnvironment {
  private static final String DEFAULT_ENDPOINT = "https://huggingface.co";
  private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+))");
  private static final int MAX_TOKEN_BYTES = 10_000;

  private final Function<String, @Nullable String> variables;
  private final Path home;

  /**
   * @param variables gives the value of an environment variable, or null
   * @param home what {@code ~} stands for
   */
  HubEnvironment(Function<String, @Nullable String> variables, Path home) {
    this.variables = variables;
    this.home = home;
  }

  static HubEnvironment ofProcess() {
    return new HubEnvironment(System::getenv, Path.of(System.getProperty("user.home")));
  }

  /** The folder of all cached models. */
  Path cache() {
    return path("HF_HUB_CACHE")
        .or(() -> path("HUGGINGFACE_HUB_CACHE"))
        .orElseGet(() -> huggingFaceHome().resolve("hub"));
  }

  private Path huggingFaceHome() {
    return path("HF_HOME")
        .orElseGet(
            () ->
                path("XDG_CACHE_HOME")
                    .orElseGet(() -> home.resolve(".cache"))
                    .resolve("huggingface"));
  }

  /** Where models are downloaded from, without a slash at the end. */
  URI endpoint() {
    return Endpoints.parse(variable("HF_ENDPOINT").orElse(DEFAULT_ENDPOINT), "HF_ENDPOINT");
  }

  /** The secret that opens private models. */
  Optional<String> token() {
    if (isTrue("HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
      return Optional.empty();
    }
    return variable("HF_TOKEN")
        .or(() -> variable("HUGGING_FACE_HUB_TOKEN"))
        .or(
            () ->
                tokenIn(path("HF_TOKEN_PATH").orElseGet(() -> huggingFaceHome().resolve("token"))))
        .map(String::strip)
        .filter(token -> !token.isEmpty());
  }

  private static Optional<String> tokenIn(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Files.size(file) > MAX_TOKEN_BYTES
          ? Optional.empty()
          : Optional.of(Files.readString(file));
    } catch (IOException e) {
      throw new ModelException.Download("the token file " + file + " cannot be read: " + e, e);
    }
  }

  /** What forbids the network, if anything does. */
  Optional<String> offline() {
    if (Boolean.getBoolean("langres.offline")) {
      return Optional.of("-Dlangres.offline=true");
    }
    for (String name : new String[] {"HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"}) {
      if (isTrue(name)) {
        return Optional.of(name + "=" + variable(name).orElse(""));
      }
    }
    return Optional.empty();
  }

  /** Whether the cache may hold symbolic links. */
  boolean symlinks() {
    return !isTrue("HF_HUB_DISABLE_SYMLINKS");
  }

  /** A variable that is set, and not to nothing. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(variables.apply(name)).filter(value -> !value.isEmpty());
  }

  private boolean isTrue(String name) {
    return variable(name)
        .filter(value -> TRUE.contains(value.toUpperCase(Locale.ROOT)))
        .isPresent();
  }

  /** A path, with {@code ~} and {@code $VARIABLES} as a shell has them. */
  private Optional<Path> path(String name) {
    return variable(name)
        .map(
            value -> {
              String expanded =
                  VARIABLE
                      .matcher(value)
                      .replaceAll(match -> Matcher.quoteReplacement(value(match)));
              return expanded.equals("~") || expanded.startsWith("~/")
                  ? home.resolve(expanded.substring(Math.min(2, expanded.length())))
                  : Path.of(expanded);
            });
  }

  private String value(MatchResult match) {
    @Nullable String braced = match.group(1);
    return variable(braced == null ? match.group(2) : braced).orElse(match.group());
  }
}
