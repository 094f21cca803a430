package io.github.langres.tokenizer.chat.jinja;

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
    Native.add(table, "split", "self sep? maxsplit?", args -> TextSplitting.split(args, false));
    Native.add(table, "rsplit", "self sep? maxsplit?", args -> TextSplitting.split(args, true));
    Native.add(
        table,
        "splitlines",
        "self",
        args -> args.context().list(TextSplitting.splitLines(args.context(), args.text(0))));
    Native.add(table, "partition", "self sep", args -> TextSplitting.partition(args, false));
    Native.add(table, "rpartition", "self sep", args -> TextSplitting.partition(args, true));
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
