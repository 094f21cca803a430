package io.github.langres.tokenizer.hf;

import io.github.langres.tokenizer.Encoding;
import io.github.langres.tokenizer.PromptTokenizer;
import io.github.langres.tokenizer.SpecialTokens;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A {@link HfTokenizer}, and beside it, once a prompt needs one, a {@link GuardedTokenizer}. */
final class HfPromptTokenizer implements PromptTokenizer {
  private final HfTokenizer plain;
  private final TokenizerJson json;
  private final TokenizerSettings settings;
  private final SpecialTexts specials;
  private @Nullable GuardedTokenizer guarded;
  private boolean closed;

  private HfPromptTokenizer(HfTokenizer plain, TokenizerJson json, TokenizerSettings settings) {
    this.plain = plain;
    this.json = json.withoutPipeline();
    this.settings = settings;
    this.specials = SpecialTexts.of(json);
  }

  static HfPromptTokenizer open(TokenizerJson json, TokenizerSettings settings) {
    return new HfPromptTokenizer(HfTokenizer.open(json, settings), json, settings);
  }

  @Override
  public int[] encodePrompt(String text, TemplateText template) {
    Objects.requireNonNull(template, "template is null");
    Encoding encoding = plain.encode(text, null, false);
    for (int i = 0; i < encoding.length(); i++) {
      if (isSpecial(encoding.ids()[i])
          && !template.isTemplate(encoding.offsets()[2 * i], encoding.offsets()[2 * i + 1])) {
        return guarded().encode(text, template);
      }
    }
    return encoding.ids();
  }

  /** Made when first needed: it costs as much as the tokenizer itself, and attacks are rare. */
  private synchronized GuardedTokenizer guarded() {
    if (closed) {
      throw new IllegalStateException("the tokenizer is closed");
    }
    if (guarded == null) {
      guarded = GuardedTokenizer.open(json, settings, specials);
    }
    return guarded;
  }

  @Override
  public boolean isSpecial(int id) {
    return specials.isSpecial(id);
  }

  @Override
  public Encoding encode(String text, @Nullable String pair, boolean addSpecialTokens) {
    return plain.encode(text, pair, addSpecialTokens);
  }

  @Override
  public int[][] encodeIds(List<String> texts) {
    return plain.encodeIds(texts);
  }

  @Override
  public String decode(int[] ids, boolean skipSpecialTokens) {
    return plain.decode(ids, skipSpecialTokens);
  }

  @Override
  public int vocabularySize() {
    return plain.vocabularySize();
  }

  @Override
  public int id(String token) {
    return plain.id(token);
  }

  @Override
  public String token(int id) {
    return plain.token(id);
  }

  @Override
  public SpecialTokens specialTokens() {
    return plain.specialTokens();
  }

  @Override
  public int modelMaxLength() {
    return plain.modelMaxLength();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (guarded != null) {
      guarded.close();
    }
    plain.close();
  }
}
