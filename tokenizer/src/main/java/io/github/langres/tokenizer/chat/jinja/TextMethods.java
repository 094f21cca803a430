package io.github.langres.tokenizer.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Methods of Python strings that make strings. */
final class TextMethods {
  private TextMethods() {}

  static void register(Map<String, Native> table) {
    Native.add(table, "upper", "self", args -> upper(args.text(0)));
    Native.add(table, "lower casefold", "self", args -> lower(args.text(0)));
    Native.add(table, "capitalize", "self", args -> capitalize(args.text(0)));
    Native.add(table, "title", "self", args -> title(args.context(), args.text(0)));
    Native.add(table, "swapcase", "self", args -> args.text(0).map(TextMethods::swapCase));
    Native.add(table, "strip", "self chars?", args -> strip(args, true, true));
    Native.add(table, "lstrip", "self chars?", args -> strip(args, true, false));
    Native.add(table, "rstrip", "self chars?", args -> strip(args, false, true));
    Native.add(
        table,
        "replace",
        "self old new count?",
        args ->
            replace(
                args.context(), args.text(0), args.text(1), args.text(2), args.integerOr(3, -1)));
    Native.add(table, "split", "self sep? maxsplit?", args -> split(args, false));
    Native.add(table, "rsplit", "self sep? maxsplit?", args -> split(args, true));
    Native.add(
        table,
        "splitlines",
        "self",
        args -> args.context().list(splitLines(args.context(), args.text(0))));
    Native.add(table, "partition", "self sep", args -> partition(args, false));
    Native.add(table, "rpartition", "self sep", args -> partition(args, true));
    Native.add(table, "join", "self iterable", TextMethods::join);
    Native.add(table, "removeprefix", "self prefix", TextMethods::removePrefix);
    Native.add(table, "removesuffix", "self suffix", TextMethods::removeSuffix);
    Native.add(table, "center", "self width fillchar?", args -> pad(args, true, true));
    Native.add(table, "ljust", "self width fillchar?", args -> pad(args, false, true));
    Native.add(table, "rjust", "self width fillchar?", args -> pad(args, true, false));
    Native.add(table, "zfill", "self width", TextMethods::zeroFill);
    Native.add(table, "format", "self *", BraceFormat::apply);
  }

  static Text upper(Text text) {
    return text.map(s -> s.toUpperCase(Locale.ROOT));
  }

  static Text lower(Text text) {
    return text.map(s -> s.toLowerCase(Locale.ROOT));
  }

  static Text capitalize(Text text) {
    return text.map(
        s -> {
          if (s.isEmpty()) {
            return s;
          }
          int end = s.offsetByCodePoints(0, 1);
          return titleCase(s.substring(0, end)) + s.substring(end).toLowerCase(Locale.ROOT);
        });
  }

  private static String titleCase(String character) {
    String upper = character.toUpperCase(Locale.ROOT);
    return upper.codePointCount(0, upper.length()) > 1
        ? upper.charAt(0) + upper.substring(1).toLowerCase(Locale.ROOT)
        : Character.toString(Character.toTitleCase(character.codePointAt(0)));
  }

  private static Text title(Context context, Text text) {
    TextBuilder out = context.text();
    boolean cased = false;
    for (int i = 0; i < text.value().length(); ) {
      int c = text.value().codePointAt(i);
      int end = i + Character.charCount(c);
      boolean inside = cased;
      out.append(text.slice(i, end).map(s -> inside ? s.toLowerCase(Locale.ROOT) : titleCase(s)));
      cased = Characters.isCased(c);
      i = end;
    }
    return out.toText().asSafe(text.safe());
  }

  private static String swapCase(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              String s = Character.toString(c);
              out.append(
                  Character.isUpperCase(c)
                      ? s.toLowerCase(Locale.ROOT)
                      : s.toUpperCase(Locale.ROOT));
            });
    return out.toString();
  }

  private static Text strip(Args args, boolean left, boolean right) {
    return strip(args.text(0), args.given(1) ? args.text(1) : null, left, right);
  }

  static Text strip(Text text, @Nullable Text chars, boolean left, boolean right) {
    IntPredicate drop = chars == null ? Characters::isSpace : c -> chars.value().indexOf(c) >= 0;
    String value = text.value();
    int start = 0;
    int end = value.length();
    while (left && start < end && drop.test(value.codePointAt(start))) {
      start = value.offsetByCodePoints(start, 1);
    }
    while (right && end > start && drop.test(value.codePointBefore(end))) {
      end = value.offsetByCodePoints(end, -1);
    }
    return text.slice(start, end);
  }

  static Text replace(Context context, Text text, Text old, Text by, long count) {
    TextBuilder out = context.text();
    String value = text.value();
    int copied = 0;
    long left = count < 0 ? Long.MAX_VALUE : count;
    if (old.isEmpty()) {
      // Python puts the new text before every character and at the end.
      for (int i = 0; i < value.length() && left > 0; left--) {
        int end = value.offsetByCodePoints(i, 1);
        out.append(by).append(text.slice(i, end));
        copied = i = end;
      }
      out.append(text.slice(copied, value.length()));
      return (left > 0 ? out.append(by) : out).toText().asSafe(text.safe());
    }
    for (int i = value.indexOf(old.value());
        i >= 0 && left > 0;
        i = value.indexOf(old.value(), copied)) {
      out.append(text.slice(copied, i)).append(by);
      copied = i + old.value().length();
      left--;
    }
    return out.append(text.slice(copied, value.length())).toText().asSafe(text.safe());
  }

  private static Object split(Args args, boolean fromRight) {
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
    Text rest = strip(text, null, true, false);
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
      rest = strip(rest.slice(end, value.length()), null, true, false);
    }
    return words;
  }

  private static List<Object> wordsFromRight(Text text, long limit) {
    List<Object> words = new ArrayList<>();
    Text rest = strip(text, null, false, true);
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
      rest = strip(rest.slice(0, start), null, false, true);
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

  private static Object partition(Args args, boolean last) {
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

  private static Object join(Args args) {
    TextBuilder out = args.context().text();
    Text separator = Text.EMPTY;
    for (Object item : args.items(1)) {
      if (!(item instanceof Text text)) {
        throw new JinjaException("join() needs strings, got " + Values.typeName(item));
      }
      out.append(separator).append(text);
      separator = args.text(0);
    }
    return out.toText();
  }

  private static Object removePrefix(Args args) {
    Text text = args.text(0);
    String prefix = args.text(1).value();
    return text.value().startsWith(prefix)
        ? text.slice(prefix.length(), text.value().length())
        : text;
  }

  private static Object removeSuffix(Args args) {
    Text text = args.text(0);
    String suffix = args.text(1).value();
    return text.value().endsWith(suffix)
        ? text.slice(0, text.value().length() - suffix.length())
        : text;
  }

  private static Object pad(Args args, boolean left, boolean right) {
    Text fill = args.has(2) ? args.text(2) : Text.of(" ");
    if (fill.codePoints() != 1) {
      throw new JinjaException("the fill character must be exactly one character long");
    }
    return pad(args.context(), args.text(0), args.integer(1), fill, left, right);
  }

  static Text pad(Context context, Text text, long width, Text fill, boolean left, boolean right) {
    long missing = Math.max(0, width - text.codePoints());
    context.checkChars(missing);
    // Python's centre: an odd rest goes left only when the width is odd too.
    long before = left && right ? missing / 2 + (missing & width & 1) : left ? missing : 0;
    TextBuilder out = context.text();
    for (long i = 0; i < before; i++) {
      out.append(fill);
    }
    out.append(text);
    for (long i = before; i < missing; i++) {
      out.append(fill);
    }
    return out.toText().asSafe(text.safe());
  }

  private static Object zeroFill(Args args) {
    Text text = args.text(0);
    boolean signed = text.value().startsWith("-") || text.value().startsWith("+");
    Text sign = text.slice(0, signed ? 1 : 0);
    Text digits = text.slice(signed ? 1 : 0, text.value().length());
    long width = args.integer(1) - (signed ? 1 : 0);
    return args.context()
        .concat(sign, pad(args.context(), digits, width, Text.of("0"), true, false));
  }

  static boolean isLower(String text) {
    return text.codePoints().anyMatch(Characters::isCased)
        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }

  static boolean isUpper(String text) {
    return text.codePoints().anyMatch(Characters::isCased)
        && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }
}
