package io.github.langres.tokenizer.hf;

import io.github.langres.tokenizer.TokenizerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Where the tokenizer files of a model lie. */
record TokenizerFolder(Path path, Path tokenizerJson) {
  private static final String TOKENIZER_JSON = "tokenizer.json";
  private static final List<String> SOURCES =
      List.of(
          "sentencepiece.bpe.model",
          "spm.model",
          "spiece.model",
          "tokenizer.model",
          "tekken.json",
          "vocab.txt",
          "vocab.json",
          "merges.txt");

  static TokenizerFolder of(Path folderOrFile) {
    Objects.requireNonNull(folderOrFile, "the tokenizer folder is null");
    Path path = folderOrFile.toAbsolutePath();
    if (Files.isDirectory(path)) {
      Path json = path.resolve(TOKENIZER_JSON);
      if (!Files.isRegularFile(json)) {
        throw missing(path);
      }
      return new TokenizerFolder(path, json);
    }
    if (!Files.isRegularFile(path)) {
      throw new TokenizerException(
          Files.exists(path)
              ? path + " is neither a folder nor a regular file"
              : path + " does not exist; expected a model folder or its " + TOKENIZER_JSON);
    }
    if (SOURCES.contains(String.valueOf(path.getFileName()))) {
      throw convert(String.valueOf(path.getFileName()), path);
    }
    Path parent = path.getParent();
    return new TokenizerFolder(parent == null ? path : parent, path);
  }

  /** A file beside tokenizer.json, which may be absent. */
  Path file(String name) {
    return path.resolve(name);
  }

  private static TokenizerException missing(Path folder) {
    for (String source : SOURCES) {
      if (Files.exists(folder.resolve(source))) {
        return convert(source, folder);
      }
    }
    return new TokenizerException(TOKENIZER_JSON + " is missing from " + folder);
  }

  private static TokenizerException convert(String source, Path where) {
    return new TokenizerException(
        where
            + ": only "
            + source
            + " is here, but tokenizer.json is needed. Make it once, on any machine with Python:"
            + " AutoTokenizer.from_pretrained(\"<model>\").save_pretrained(\"<folder>\")"
            + " with transformers, sentencepiece and protobuf installed; then copy"
            + " tokenizer.json and tokenizer_config.json into the model folder.");
  }
}
