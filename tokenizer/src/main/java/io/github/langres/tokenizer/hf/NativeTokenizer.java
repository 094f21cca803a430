package io.github.langres.tokenizer.hf;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.github.langres.tokenizer.TokenizerException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;

/**
 * The handle of a native tokenizer, and its lifetime. We call DJL's bindings rather than its {@code
 * HuggingFaceTokenizer}: that class copies every field of every encoding, sends telemetry unless
 * told otherwise, and frees the handle under calls that still run.
 */
final class NativeTokenizer implements AutoCloseable {
  private final TokenizersLibrary library;
  private final String source;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private long handle;

  private NativeTokenizer(TokenizersLibrary library, String source, long handle) {
    this.library = library;
    this.source = source;
    this.handle = handle;
  }

  static NativeTokenizer open(TokenizerJson json) {
    TokenizersLibrary library = NativeLibrary.get();
    try {
      long handle = library.createTokenizerFromString(json.text());
      NativeTokenizer tokenizer = new NativeTokenizer(library, json.source(), handle);
      // Settings that training left in the file are not the caller's wish.
      library.disableTruncation(handle);
      library.disablePadding(handle);
      return tokenizer;
    } catch (RuntimeException | LinkageError e) {
      throw new TokenizerException(
          json.source()
              + " is refused by the native tokenizers library (0.21): "
              + e.getMessage()
              + ". If a newer version wrote the file, save it again with tokenizers 0.21.",
          e);
    }
  }

  /** Runs a call that holds the tokenizer open. */
  <T> T call(LongFunction<T> call) {
    lock.readLock().lock();
    try {
      if (handle == 0) {
        throw new IllegalStateException("the tokenizer is closed");
      }
      return call.apply(handle);
    } catch (TokenizerException | IllegalStateException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new TokenizerException(source + " cannot tokenize this: " + e.getMessage(), e);
    } finally {
      lock.readLock().unlock();
    }
  }

  TokenizersLibrary library() {
    return library;
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (handle != 0) {
        library.deleteTokenizer(handle);
        handle = 0;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
