package io.github.langres.models.folder;

/** Names that a file gives, made fit for a line of an error message. */
final class Names {
  private static final int MAX_CHARS = 80;

  private Names() {}

  static String shown(String name) {
    String plain = name.replaceAll("\\p{Cntrl}", "?");
    return plain.length() > MAX_CHARS ? plain.substring(0, MAX_CHARS) + "…" : plain;
  }
}
