package io.github.langres.tokenizer.hf;

import io.github.langres.tokenizer.TokenizerException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Refuses values that our JSON reader takes but the native one does not, which may end it. */
final class ValueCheck {
  private static final int MAX_DEPTH = 64;

  private final String source;

  ValueCheck(String source) {
    this.source = source;
  }

  void check(@Nullable Object value) {
    visit(value, 0);
  }

  private void visit(@Nullable Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new TokenizerException(source + " is nested deeper than " + MAX_DEPTH);
    }
    if (value instanceof String text) {
      string(text);
    } else if (value instanceof Double number && !Double.isFinite(number)) {
      throw new TokenizerException(source + " holds the number " + number + "; expected a finite");
    } else if (value instanceof List<?> list) {
      for (Object item : list) {
        visit(item, depth + 1);
      }
    } else if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, item) -> {
            visit(key, depth + 1);
            visit(item, depth + 1);
          });
    }
  }

  private void string(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
          throw new TokenizerException(
              source
                  + " holds half a character, the unpaired surrogate U+"
                  + Integer.toHexString(c));
        }
        i++;
      }
    }
  }
}
