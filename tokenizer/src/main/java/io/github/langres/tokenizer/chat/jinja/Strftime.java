package io.github.langres.tokenizer.chat.jinja;

import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** Python's {@code strftime} of a time without zone, with the names of the C locale. */
final class Strftime {
  private Strftime() {}

  static String format(String format, Clock clock) {
    LocalDateTime now = LocalDateTime.now(clock);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      char directive = format.charAt(++i);
      if (directive == '-' && i + 1 < format.length()) {
        out.append(field(now, format.charAt(++i)).replaceFirst("^[0 ]+(?=.)", ""));
      } else {
        out.append(field(now, directive));
      }
    }
    return out.toString();
  }

  private static String field(LocalDateTime now, char directive) {
    return switch (directive) {
      case 'a' -> pattern(now, "EEE");
      case 'A' -> pattern(now, "EEEE");
      case 'b', 'h' -> pattern(now, "MMM");
      case 'B' -> pattern(now, "MMMM");
      case 'c' -> pattern(now, "EEE MMM ") + field(now, 'e') + pattern(now, " HH:mm:ss yyyy");
      case 'd' -> pattern(now, "dd");
      case 'D', 'x' -> pattern(now, "MM/dd/yy");
      case 'e' -> String.format(Locale.ROOT, "%2d", now.getDayOfMonth());
      case 'f' -> String.format(Locale.ROOT, "%06d", now.get(ChronoField.MICRO_OF_SECOND));
      case 'F' -> pattern(now, "yyyy-MM-dd");
      case 'G' -> String.valueOf(now.get(IsoFields.WEEK_BASED_YEAR));
      case 'H' -> pattern(now, "HH");
      case 'I' -> pattern(now, "hh");
      case 'j' -> pattern(now, "DDD");
      case 'm' -> pattern(now, "MM");
      case 'M' -> pattern(now, "mm");
      case 'n' -> "\n";
      case 'p' -> now.get(ChronoField.AMPM_OF_DAY) == 0 ? "AM" : "PM";
      case 'R' -> pattern(now, "HH:mm");
      case 'S' -> pattern(now, "ss");
      case 't' -> "\t";
      case 'T', 'X' -> pattern(now, "HH:mm:ss");
      case 'u' -> String.valueOf(now.getDayOfWeek().getValue());
      case 'U' -> week(now, now.getDayOfWeek().getValue() % 7);
      case 'V' -> String.format(Locale.ROOT, "%02d", now.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case 'w' -> String.valueOf(now.getDayOfWeek().getValue() % 7);
      case 'W' -> week(now, now.getDayOfWeek().getValue() - 1);
      case 'y' -> pattern(now, "yy");
      case 'Y' -> pattern(now, "yyyy");
      case 'z', 'Z' -> "";
      case '%' -> "%";
      default ->
          throw new JinjaException(
              "strftime_now: %" + directive + " is not supported; most of C's letters are");
    };
  }

  private static String pattern(LocalDateTime now, String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(now);
  }

  /** The week of the year, by the days since the week's first day. */
  private static String week(LocalDateTime now, int sinceFirst) {
    return String.format(Locale.ROOT, "%02d", (now.getDayOfYear() + 6 - sinceFirst) / 7);
  }
}
