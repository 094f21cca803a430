package io.github.langres.tokenizer.hf;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.util.Arrays;

/**
 * Bulk encoding to ids. The native library spreads a batch over its threads; we take ids from the
 * encodings and nothing else.
 */
final class IdBatches {
  // A native encoding costs some 110 bytes a character: this bounds what lives at once.
  private static final int MAX_CHARS = 1 << 20;
  private static final int MAX_TEXTS = 4096;

  private final TokenizersLibrary library;
  private final long handle;
  private final boolean batch;

  /**
   * @param batch whether a batch may be encoded natively: where a text cannot be encoded at all,
   *     for want of an unknown token, the single call throws but the batch call ends the process
   */
  IdBatches(TokenizersLibrary library, long handle, boolean batch) {
    this.library = library;
    this.handle = handle;
    this.batch = batch;
  }

  int[][] encode(String[] texts) {
    int[][] ids = new int[texts.length][];
    int from = 0;
    while (from < texts.length) {
      int to = from;
      long chars = 0;
      do {
        chars += texts[to++].length();
      } while (to < texts.length && to - from < MAX_TEXTS && chars < MAX_CHARS);
      take(encodings(Arrays.copyOfRange(texts, from, to)), ids, from);
      from = to;
    }
    return ids;
  }

  private long[] encodings(String[] texts) {
    if (batch) {
      return library.batchEncode(handle, texts, true);
    }
    long[] encodings = new long[texts.length];
    int done = 0;
    try {
      for (; done < texts.length; done++) {
        encodings[done] = library.encode(handle, texts[done], true);
      }
      return encodings;
    } finally {
      for (int i = 0; done < texts.length && i < done; i++) {
        library.deleteEncoding(encodings[i]);
      }
    }
  }

  private void take(long[] encodings, int[][] ids, int at) {
    int done = 0;
    try {
      for (; done < encodings.length; done++) {
        ids[at + done] = HfTokenizer.ints(library.getTokenIds(encodings[done]));
        library.deleteEncoding(encodings[done]);
      }
    } finally {
      for (int i = done; i < encodings.length; i++) {
        library.deleteEncoding(encodings[i]);
      }
    }
  }
}
