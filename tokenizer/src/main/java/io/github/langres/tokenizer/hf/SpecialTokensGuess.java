package io.github.langres.tokenizer.hf;

import io.github.langres.tokenizer.SpecialTokens;
import io.github.langres.tokenizer.SpecialTokens.SpecialToken;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Completes special tokens from tokenizer.json alone: usual names, and the post-processor. */
final class SpecialTokensGuess {
  private final Vocabulary vocabulary;
  private final JsonObject postProcessor;

  SpecialTokensGuess(Vocabulary vocabulary, JsonObject json) {
    this.vocabulary = vocabulary;
    this.postProcessor = json.objectOrEmpty("post_processor");
  }

  SpecialTokens complete(SpecialTokens declared) {
    List<@Nullable String> around = around(postProcessor);
    String first = around.get(0);
    String last = around.get(1);
    boolean encoder = first != null && last != null;
    return new SpecialTokens(
        either(declared.bos(), "<s>", "<bos>", "[BOS]", "<|begin_of_text|>", first),
        either(declared.eos(), "</s>", "<eos>", "[EOS]", "<|end_of_text|>", "<|endoftext|>", last),
        either(declared.cls(), "[CLS]", "<cls>", encoder ? first : null),
        either(declared.sep(), "[SEP]", "<sep>", encoder ? last : null),
        either(declared.pad(), "<pad>", "[PAD]", "<|pad|>"),
        either(declared.unk(), "<unk>", "[UNK]"),
        either(declared.mask(), "<mask>", "[MASK]"));
  }

  private Optional<SpecialToken> either(
      Optional<SpecialToken> declared, @Nullable String... names) {
    if (declared.isPresent()) {
      return declared;
    }
    for (String name : names) {
      if (name != null && vocabulary.isAdded(name)) {
        return Optional.of(new SpecialToken(name, vocabulary.id(name)));
      }
    }
    return Optional.empty();
  }

  /** The tokens that the post-processor puts before and after a single text, null where none. */
  private static List<@Nullable String> around(JsonObject processor) {
    for (Object item : processor.listOrEmpty("processors")) {
      List<@Nullable String> found =
          around(JsonObject.object(processor.source() + "#processors", item));
      if (found.get(0) != null || found.get(1) != null) {
        return found;
      }
    }
    @Nullable String first = pairName(processor.get("cls"));
    @Nullable String last = pairName(processor.get("sep"));
    boolean afterText = false;
    for (Object item : processor.listOrEmpty("single")) {
      JsonObject piece = JsonObject.object(processor.source() + "#single", item);
      if (piece.has("Sequence")) {
        afterText = true;
      } else if (afterText) {
        last = piece.objectOrEmpty("SpecialToken").string("id");
      } else if (first == null) {
        first = piece.objectOrEmpty("SpecialToken").string("id");
      }
    }
    List<@Nullable String> around = new ArrayList<>();
    around.add(first);
    around.add(last);
    return around;
  }

  /** The name in {@code ["<s>", 5]}, as RobertaProcessing and BertProcessing write it. */
  private static @Nullable String pairName(@Nullable Object value) {
    return value instanceof List<?> pair && !pair.isEmpty() && pair.get(0) instanceof String name
        ? name
        : null;
  }
}
