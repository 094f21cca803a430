package io.github.langres.tokenizer.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Filters on text; most print their operand first, as Jinja does. */
final class TextFilters {
  private TextFilters() {}

  static void register(Map<String, Native> table) {
    Native.add(table, "string", "value", args -> args.str(0));
    Native.add(table, "safe", "value", args -> args.str(0).asSafe(true));
    Native.add(
        table,
        "escape e",
        "value",
        args -> args.str(0).safe() ? args.str(0) : escape(args.context(), args.str(0)));
    Native.add(table, "upper", "s", args -> TextMethods.upper(args.str(0)));
    Native.add(table, "lower", "s", args -> TextMethods.lower(args.str(0)));
    Native.add(table, "capitalize", "s", args -> TextMethods.capitalize(args.str(0)));
    Native.add(table, "title", "s", args -> title(args.context(), args.str(0)));
    Native.add(
        table,
        "trim",
        "value chars?",
        args -> TextMethods.strip(args.str(0), args.given(1) ? args.text(1) : null, true, true));
    Native.add(
        table,
        "replace",
        "s old new count?",
        args ->
            TextMethods.replace(
                args.context(), args.str(0), args.str(1), args.str(2), args.integerOr(3, -1)));
    Native.add(table, "indent", "s width? first? blank?", TextFilters::indent);
    Native.add(table, "truncate", "s length? killwords? end? leeway?", TextFilters::truncate);
    Native.add(
        table,
        "center",
        "value width?",
        args ->
            TextMethods.pad(
                args.context(), args.str(0), args.integerOr(1, 80), Text.of(" "), true, true));
    Native.add(table, "wordcount", "s", args -> wordCount(args.str(0).value()));
    Native.add(table, "format", "value *", TextFilters::format);
  }

  static Text escape(Context context, Text text) {
    TextBuilder out = context.text();
    String value = text.value();
    int copied = 0;
    for (int i = 0; i < value.length(); i++) {
      String entity =
          switch (value.charAt(i)) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&#34;";
            case '\'' -> "&#39;";
            default -> null;
          };
      if (entity != null) {
        out.append(text.slice(copied, i)).append(entity, text.slice(i, i + 1).fromCaller());
        copied = i + 1;
      }
    }
    return out.append(text.slice(copied, value.length())).toText().asSafe(true);
  }

  /** Words begin at the start and after spaces, hyphens and opening brackets. */
  private static Text title(Context context, Text text) {
    TextBuilder out = context.text();
    String value = text.value();
    boolean begins = true;
    for (int i = 0; i < value.length(); ) {
      int c = value.codePointAt(i);
      int end = i + Character.charCount(c);
      Text character = text.slice(i, end);
      boolean separates = "-({[<".indexOf(c) >= 0 || Characters.isSpace(c);
      if (begins && !separates) {
        out.append(TextMethods.upper(character));
      } else {
        out.append(character.map(s -> s.toLowerCase(Locale.ROOT)));
      }
      begins = separates;
      i = end;
    }
    return out.toText().asSafe(text.safe());
  }

  private static Object indent(Args args) {
    Context context = args.context();
    Text text = args.text(0);
    Text by = Text.of("    ");
    if (args.has(1)) {
      by =
          args.get(1) instanceof Text given
              ? given
              : TextMethods.pad(context, Text.EMPTY, args.integer(1), Text.of(" "), false, true);
    }
    boolean blank = args.truthOr(3, false);
    List<Object> lines =
        TextSplitting.splitLines(context, context.text().append(text).append("\n").toText());
    TextBuilder out = context.text();
    if (args.truthOr(2, false)) {
      out.append(by);
    }
    for (int i = 0; i < lines.size(); i++) {
      Text line = (Text) lines.get(i);
      if (i > 0) {
        out.append("\n");
        if (blank || !line.isEmpty()) {
          out.append(by);
        }
      }
      out.append(line);
    }
    return out.toText().asSafe(text.safe());
  }

  private static Object truncate(Args args) {
    int length = args.intOr(1, 255);
    Text end = args.has(3) ? args.text(3) : Text.of("...");
    int leeway = args.intOr(4, 5);
    if (length < end.codePoints() || leeway < 0) {
      throw new JinjaException("truncate: length is shorter than the end, or leeway is negative");
    }
    int size = Values.length(args.get(0));
    if (size >= 0 && size <= (long) length + leeway) {
      return args.get(0);
    }
    Text text = args.text(0);
    int kept = text.value().offsetByCodePoints(0, length - end.codePoints());
    if (!args.truthOr(2, false)) {
      int space = text.value().substring(0, kept).lastIndexOf(' ');
      kept = space >= 0 ? space : kept;
    }
    return args.context().concat(text.slice(0, kept), end);
  }

  private static Object wordCount(String text) {
    long words = 0;
    boolean inside = false;
    for (int c : text.codePoints().toArray()) {
      boolean word = c == '_' || Character.isLetterOrDigit(c) || isOtherNumber(c);
      if (word && !inside) {
        words++;
      }
      inside = word;
    }
    return words;
  }

  private static boolean isOtherNumber(int c) {
    int type = Character.getType(c);
    return type == Character.OTHER_NUMBER || type == Character.LETTER_NUMBER;
  }

  private static Object format(Args args) {
    Arguments rest = args.rest();
    if (!rest.positional().isEmpty() && !rest.named().isEmpty()) {
      throw new JinjaException("format takes positional or keyword arguments, not both");
    }
    Context context = args.context();
    Object values = context.seq(Seq.Kind.TUPLE, new ArrayList<>(rest.positional()));
    if (!rest.named().isEmpty()) {
      Map<Object, Object> entries = new LinkedHashMap<>();
      rest.named().forEach((key, value) -> entries.put(Text.of(key), value));
      values = context.dict(entries);
    }
    return PercentFormat.apply(context, args.str(0), values);
  }
}
