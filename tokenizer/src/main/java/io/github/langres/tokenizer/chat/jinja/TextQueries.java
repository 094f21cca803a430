package io.github.langres.tokenizer.chat.jinja;

import java.util.Map;
import java.util.function.IntPredicate;

/** Methods of Python strings that look something up or test the characters. */
final class TextQueries {
  private TextQueries() {}

  static void register(Map<String, Native> table) {
    Native.add(table, "startswith", "self prefix start? end?", args -> affix(args, true));
    Native.add(table, "endswith", "self suffix start? end?", args -> affix(args, false));
    Native.add(table, "find", "self sub start? end?", args -> find(args, false, false));
    Native.add(table, "rfind", "self sub start? end?", args -> find(args, true, false));
    Native.add(table, "index", "self sub start? end?", args -> find(args, false, true));
    Native.add(table, "rindex", "self sub start? end?", args -> find(args, true, true));
    Native.add(table, "count", "self sub start? end?", TextQueries::count);
    Native.add(table, "islower", "self", args -> TextMethods.isLower(args.text(0).value()));
    Native.add(table, "isupper", "self", args -> TextMethods.isUpper(args.text(0).value()));
    all(table, "isspace", Characters::isSpace);
    all(table, "isalpha", Character::isLetter);
    all(table, "isdecimal", c -> Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER);
    all(table, "isdigit", TextQueries::isDigit);
    all(table, "isnumeric", c -> isDigit(c) || isOtherNumber(c));
    all(table, "isalnum", c -> Character.isLetter(c) || isDigit(c) || isOtherNumber(c));
  }

  private static void all(Map<String, Native> table, String name, IntPredicate predicate) {
    Native.add(
        table,
        name,
        "self",
        args -> !args.text(0).isEmpty() && args.text(0).value().codePoints().allMatch(predicate));
  }

  /** Superscripts and circled digits count as digits in Python, fractions do not. */
  private static boolean isDigit(int c) {
    boolean circled = (c >= 0x2460 && c <= 0x2468) || (c >= 0x2776 && c <= 0x277e);
    boolean raised = c == 0xb2 || c == 0xb3 || c == 0xb9 || (c >= 0x2070 && c <= 0x2089);
    return Character.isDigit(c) || ((circled || raised) && isOtherNumber(c));
  }

  private static boolean isOtherNumber(int c) {
    int type = Character.getType(c);
    return type == Character.OTHER_NUMBER || type == Character.LETTER_NUMBER;
  }

  private static Text range(Args args) {
    Object start = args.or(2, None.NONE);
    Object stop = args.or(3, None.NONE);
    return (Text) Attributes.slice(args.context(), args.text(0), start, stop, None.NONE);
  }

  private static Object affix(Args args, boolean prefix) {
    String value = range(args).value();
    if (args.get(1) instanceof Seq seq && seq.kind() == Seq.Kind.TUPLE) {
      for (Object affix : seq.items()) {
        if (hasAffix(value, affix, prefix)) {
          return true;
        }
      }
      return false;
    }
    return hasAffix(value, args.get(1), prefix);
  }

  private static boolean hasAffix(String value, Object affix, boolean prefix) {
    if (!(affix instanceof Text text)) {
      throw new JinjaException(
          (prefix ? "startswith" : "endswith")
              + "() needs a string or a tuple of strings, got "
              + Values.typeName(affix));
    }
    return prefix ? value.startsWith(text.value()) : value.endsWith(text.value());
  }

  private static Object find(Args args, boolean last, boolean required) {
    String value = range(args).value();
    String wanted = args.text(1).value();
    int found = last ? value.lastIndexOf(wanted) : value.indexOf(wanted);
    if (found < 0) {
      if (required) {
        throw new JinjaException(args.function() + "(): substring not found");
      }
      return -1L;
    }
    int length = args.text(0).codePoints();
    long start = args.integerOr(2, 0);
    long offset = Math.max(0, start < 0 ? start + length : start);
    return offset + value.codePointCount(0, found);
  }

  private static Object count(Args args) {
    String value = range(args).value();
    String wanted = args.text(1).value();
    if (wanted.isEmpty()) {
      return value.codePointCount(0, value.length()) + 1L;
    }
    long count = 0;
    for (int i = value.indexOf(wanted); i >= 0; i = value.indexOf(wanted, i + wanted.length())) {
      count++;
    }
    return count;
  }
}
