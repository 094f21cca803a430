package io.github.langres.tokenizer.hf;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.github.langres.tokenizer.TokenizerException;

/** Loads the native library, never from the network. */
final class NativeLibrary {
  private static final String OFFLINE = "ai.djl.offline";

  private NativeLibrary() {}

  /** The native calls, ready for use. */
  static synchronized TokenizersLibrary get() {
    // Where DJL finds an NVIDIA GPU it prefers a CUDA build of this library and downloads it from
    // publish.djl.ai; offline, it unpacks the CPU build in its own jar. It looks at the property
    // when LibUtils is initialised, on the next line but one. A user who set it, or the
    // environment variable DJL_OFFLINE, decides.
    if (System.getProperty(OFFLINE) == null) {
      System.setProperty(OFFLINE, "true");
    }
    try {
      LibUtils.checkStatus();
      return TokenizersLibrary.LIB;
    } catch (RuntimeException | LinkageError e) {
      throw new TokenizerException(
          "cannot load the native tokenizers library on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + ": "
              + rootMessage(e)
              + ". Builds exist for Linux x86_64 and aarch64 (glibc 2.34 or newer), macOS aarch64"
              + " and Windows x86_64; DJL unpacks them into ~/.djl.ai, or into the writable"
              + " folder named by the environment variable DJL_CACHE_DIR.",
          e);
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
