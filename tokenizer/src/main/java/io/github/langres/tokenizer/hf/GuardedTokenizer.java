package io.github.langres.tokenizer.hf;

import io.github.langres.tokenizer.PromptTokenizer.TemplateText;
import io.github.langres.tokenizer.TokenizerException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The same tokenizer with its special tokens renamed to texts that nobody can guess. What the
 * template wrote is renamed alike before encoding; what a user wrote stays as it is, and is
 * ordinary text. The prompt is still encoded in one go, so that nothing else changes: neither the
 * space that some tokenizers put before a text, nor how words are cut.
 *
 * <p>The native library has a flag for this ({@code encode_special_tokens}); DJL does not reach it.
 */
final class GuardedTokenizer implements AutoCloseable {
  /** Private-use characters: no normalizer changes them. */
  private static final char FIRST = '\uE000';

  private static final int DIGITS = 4096;

  private final HfTokenizer renamed;
  private final SpecialTexts specials;
  private final Map<String, String> names;

  private GuardedTokenizer(HfTokenizer renamed, SpecialTexts specials, Map<String, String> names) {
    this.renamed = renamed;
    this.specials = specials;
    this.names = names;
  }

  static GuardedTokenizer open(
      TokenizerJson json, TokenizerSettings settings, SpecialTexts specials) {
    Map<String, String> names = names(specials);
    HfTokenizer renamed = HfTokenizer.open(RenamedTokens.in(json, names), settings);
    try {
      for (Map.Entry<String, String> name : names.entrySet()) {
        requireSame(json, renamed, name.getKey(), name.getValue());
      }
      return new GuardedTokenizer(renamed, specials, names);
    } catch (RuntimeException | Error e) {
      renamed.close();
      throw e;
    }
  }

  private static void requireSame(
      TokenizerJson json, HfTokenizer renamed, String special, String name) {
    int id = json.vocabulary().id(special);
    for (int found : renamed.encode(name, null, false).ids()) {
      if (found == id) {
        return;
      }
    }
    throw new TokenizerException(
        "a message holds the text of a special token, which this tokenizer cannot tell from the"
            + " token itself ("
            + special
            + "); remove it from the message");
  }

  private static Map<String, String> names(SpecialTexts specials) {
    SecureRandom random = new SecureRandom();
    StringBuilder secret = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      secret.append((char) (FIRST + random.nextInt(DIGITS)));
    }
    Map<String, String> names = new LinkedHashMap<>();
    for (String special : specials.texts()) {
      char high = (char) (FIRST + names.size() / DIGITS);
      char low = (char) (FIRST + names.size() % DIGITS);
      names.put(special, secret.toString() + high + low);
    }
    return names;
  }

  int[] encode(String text, TemplateText template) {
    StringBuilder guarded = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); ) {
      String special = special(text, at, template);
      guarded.append(special == null ? text.charAt(at) : names.get(special));
      at += special == null ? 1 : special.length();
    }
    return renamed.encode(guarded.toString(), null, false).ids();
  }

  /** The longest special token that the template wrote here, or null. */
  private @Nullable String special(String text, int at, TemplateText template) {
    for (String special : specials.texts()) {
      if (text.startsWith(special, at) && template.isTemplate(at, at + special.length())) {
        return special;
      }
    }
    return null;
  }

  @Override
  public void close() {
    renamed.close();
  }
}
