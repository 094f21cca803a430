package io.github.langres.tokenizer.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The ways of Python to take a string apart. */
final class TextSplitting {
  private TextSplitting() {}

  static Object split(Args args, boolean fromRight) {
    Text text = args.text(0);
    long limit = args.integerOr(2, -1);
    long left = limit < 0 ? Long.MAX_VALUE : limit;
    args.context().step(text.value().length() >> 4);
    if (!args.given(1)) {
      return args.context().list(fromRight ? wordsFromRight(text, left) : words(text, left));
    }
    String separator = args.text(1).value();
    if (separator.isEmpty()) {
      throw new JinjaException("split(): empty separator");
    }
    List<Object> parts = new ArrayList<>();
    String value = text.value();
    int start = 0;
    int end = value.length();
    for (; left > 0; left--) {
      int i =
          fromRight
              ? value.lastIndexOf(separator, end - separator.length())
              : value.indexOf(separator, start);
      if (i < 0 || (fromRight && end < separator.length())) {
        break;
      }
      if (fromRight) {
        parts.add(text.slice(i + separator.length(), end));
        end = i;
      } else {
        parts.add(text.slice(start, i));
        start = i + separator.length();
      }
    }
    parts.add(text.slice(start, end));
    if (fromRight) {
      Collections.reverse(parts);
    }
    return args.context().list(parts);
  }

  private static List<Object> words(Text text, long limit) {
    List<Object> words = new ArrayList<>();
    Text rest = TextMethods.strip(text, null, true, false);
    while (!rest.isEmpty()) {
      int end = 0;
      String value = rest.value();
      while (end < value.length() && !Characters.isSpace(value.charAt(end))) {
        end++;
      }
      if (words.size() == limit) {
        end = value.length();
      }
      words.add(rest.slice(0, end));
      rest = TextMethods.strip(rest.slice(end, value.length()), null, true, false);
    }
    return words;
  }

  private static List<Object> wordsFromRight(Text text, long limit) {
    List<Object> words = new ArrayList<>();
    Text rest = TextMethods.strip(text, null, false, true);
    while (!rest.isEmpty()) {
      String value = rest.value();
      int start = value.length();
      while (start > 0 && !Characters.isSpace(value.charAt(start - 1))) {
        start--;
      }
      if (words.size() == limit) {
        start = 0;
      }
      words.add(rest.slice(start, value.length()));
      rest = TextMethods.strip(rest.slice(0, start), null, false, true);
    }
    Collections.reverse(words);
    return words;
  }

  static List<Object> splitLines(Context context, Text text) {
    List<Object> lines = new ArrayList<>();
    String value = text.value();
    context.step(value.length() >> 4);
    int start = 0;
    for (int i = 0; i < value.length(); i++) {
      if (Characters.isLineBreak(value.charAt(i))) {
        lines.add(text.slice(start, i));
        boolean pair = value.startsWith("\r\n", i);
        start = i + (pair ? 2 : 1);
        i = start - 1;
      }
    }
    if (start < value.length()) {
      lines.add(text.slice(start, value.length()));
    }
    return lines;
  }

  static Object partition(Args args, boolean last) {
    Text text = args.text(0);
    String separator = args.text(1).value();
    if (separator.isEmpty()) {
      throw new JinjaException("partition(): empty separator");
    }
    int i = last ? text.value().lastIndexOf(separator) : text.value().indexOf(separator);
    if (i < 0) {
      return last
          ? args.context().tuple(Text.EMPTY, Text.EMPTY, text)
          : args.context().tuple(text, Text.EMPTY, Text.EMPTY);
    }
    int end = i + separator.length();
    return args.context()
        .tuple(text.slice(0, i), text.slice(i, end), text.slice(end, text.value().length()));
  }
}
