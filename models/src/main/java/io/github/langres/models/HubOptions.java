package io.github.langres.models;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to download. Immutable; start from {@link #defaults()}, where the variables of {@code
 * huggingface_hub} decide: {@code HF_HUB_CACHE}, {@code HF_HOME}, {@code HF_ENDPOINT}, {@code
 * HF_TOKEN} and so on. {@code HF_HUB_OFFLINE=1}, {@code TRANSFORMERS_OFFLINE=1} and {@code
 * -Dlangres.offline=true} forbid every download, whatever the options.
 *
 * @param cache the folder of all cached models; null for that of the environment
 * @param endpoint the hub or its mirror; null for that of the environment
 * @param token opens private models; null for that of the environment
 * @param onnxFile the exported graph to download in place of the weights, such as {@code
 *     onnx/model_quantized.onnx}; null for safetensors where there are, else {@code model.onnx}
 * @param timeout how long the hub may be silent
 */
public record HubOptions(
    @Nullable Path cache,
    @Nullable URI endpoint,
    @Nullable String token,
    @Nullable String onnxFile,
    Duration timeout) {

  public HubOptions {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be more than zero, got " + timeout);
    }
  }

  /** What the environment says, and 30 seconds. */
  public static HubOptions defaults() {
    return new HubOptions(null, null, null, null, Duration.ofSeconds(30));
  }

  /** The same with another cache. */
  public HubOptions withCache(Path newCache) {
    return new HubOptions(newCache, endpoint, token, onnxFile, timeout);
  }

  /** The same with another hub. */
  public HubOptions withEndpoint(URI newEndpoint) {
    return new HubOptions(cache, newEndpoint, token, onnxFile, timeout);
  }

  /** The same with another token. */
  public HubOptions withToken(String newToken) {
    return new HubOptions(cache, endpoint, newToken, onnxFile, timeout);
  }

  /** The same with an exported graph in place of the weights. */
  public HubOptions withOnnxFile(String newOnnxFile) {
    return new HubOptions(cache, endpoint, token, newOnnxFile, timeout);
  }

  /** The same with another patience. */
  public HubOptions withTimeout(Duration newTimeout) {
    return new HubOptions(cache, endpoint, token, onnxFile, newTimeout);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "HubOptions[cache="
        + cache
        + ", endpoint="
        + endpoint
        + ", token="
        + (token == null ? "null" : "…")
        + ", onnxFile="
        + onnxFile
        + ", timeout="
        + timeout
        + "]";
  }
}
