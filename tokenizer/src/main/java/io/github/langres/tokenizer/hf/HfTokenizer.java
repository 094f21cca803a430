package io.github.langres.tokenizer.hf;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.github.langres.tokenizer.Encoding;
import io.github.langres.tokenizer.SpecialTokens;
import io.github.langres.tokenizer.Tokenizer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A {@code tokenizer.json} in the native library. */
final class HfTokenizer implements Tokenizer {
  private final NativeTokenizer nativeTokenizer;
  private final TokenizersLibrary library;
  private final TokenizerJson json;
  private final TokenizerSettings settings;

  private HfTokenizer(
      NativeTokenizer nativeTokenizer, TokenizerJson json, TokenizerSettings settings) {
    this.nativeTokenizer = nativeTokenizer;
    this.library = nativeTokenizer.library();
    this.json = json.withoutText();
    this.settings = settings;
  }

  static HfTokenizer open(TokenizerJson json, TokenizerSettings settings) {
    return new HfTokenizer(NativeTokenizer.open(json), json, settings);
  }

  @Override
  public Encoding encode(String text, @Nullable String pair, boolean addSpecialTokens) {
    String first = CleanText.of(text, "text", json.patterns());
    String second = pair == null ? null : CleanText.of(pair, "pair", json.patterns());
    return nativeTokenizer.call(
        handle -> {
          long encoding =
              second == null
                  ? library.encode(handle, first, addSpecialTokens)
                  : library.encodeDual(handle, first, second, addSpecialTokens);
          try {
            return read(encoding, first, second);
          } finally {
            library.deleteEncoding(encoding);
          }
        });
  }

  private Encoding read(long encoding, String text, @Nullable String pair) {
    int[] sequenceIds = ints(library.getSequenceIds(encoding));
    CharSpan[] spans = library.getTokenCharSpans(encoding);
    CharOffsets first = CharOffsets.of(text);
    CharOffsets second = pair == null ? first : CharOffsets.of(pair);
    int[] offsets = new int[2 * spans.length];
    for (int i = 0; i < spans.length; i++) {
      // The tokens of the post-processor have no span.
      if (spans[i] != null && sequenceIds[i] >= 0) {
        CharOffsets own = sequenceIds[i] == 0 ? first : second;
        offsets[2 * i] = own.unit(spans[i].getStart());
        offsets[2 * i + 1] = own.unit(spans[i].getEnd());
      }
    }
    return new Encoding(
        ints(library.getTokenIds(encoding)),
        ints(library.getTypeIds(encoding)),
        library.getTokens(encoding),
        offsets,
        ints(library.getWordIds(encoding)),
        sequenceIds,
        0);
  }

  @Override
  public int[][] encodeIds(List<String> texts) {
    Objects.requireNonNull(texts, "texts is null; expected a list, maybe empty");
    String[] clean = new String[texts.size()];
    for (int i = 0; i < clean.length; i++) {
      clean[i] = CleanText.of(texts.get(i), "texts[" + i + "]", json.patterns());
    }
    return nativeTokenizer.call(
        handle -> new IdBatches(library, handle, json.knowsUnknown()).encode(clean));
  }

  @Override
  public String decode(int[] ids, boolean skipSpecialTokens) {
    Objects.requireNonNull(ids, "ids is null; expected an array, maybe empty");
    long[] longs = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      longs[i] = ids[i];
    }
    return nativeTokenizer.call(handle -> library.decode(handle, longs, skipSpecialTokens));
  }

  @Override
  public int vocabularySize() {
    return json.vocabulary().size();
  }

  @Override
  public int id(String token) {
    return json.vocabulary().id(token);
  }

  @Override
  public String token(int id) {
    return json.vocabulary().token(id);
  }

  @Override
  public SpecialTokens specialTokens() {
    return settings.specialTokens();
  }

  @Override
  public int modelMaxLength() {
    return settings.modelMaxLength();
  }

  @Override
  public void close() {
    nativeTokenizer.close();
  }

  static int[] ints(long[] longs) {
    int[] ints = new int[longs.length];
    for (int i = 0; i < longs.length; i++) {
      ints[i] = (int) longs[i];
    }
    return ints;
  }
}
