package io.github.langres.models.hub;

import io.github.langres.models.ModelException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** File names that a hub gives: they become paths on this machine and in addresses. */
final class RemoteNames {
  private static final Pattern SAFE = Pattern.compile("[^\\\\:*?\"<>|\\p{Cntrl}]{1,500}");

  private RemoteNames() {}

  /**
   * Refuses a name that would leave the model's folder on some system.
   *
   * @throws ModelException.Download when it would
   */
  static String require(String name) {
    for (String part : name.split("/", -1)) {
      if (part.isBlank() || part.equals(".") || part.equals("..")) {
        throw refusal(name);
      }
    }
    if (!SAFE.matcher(name).matches()) {
      throw refusal(name);
    }
    return name;
  }

  /** The name in an address, its slashes kept. */
  static String encode(String name) {
    List<String> parts = new ArrayList<>();
    for (String part : name.split("/", -1)) {
      parts.add(URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return String.join("/", parts);
  }

  private static ModelException refusal(String name) {
    String shown = name.replaceAll("\\p{Cntrl}", "?");
    return new ModelException.Download(
        "the hub lists a file of unsafe name, so nothing is downloaded: \""
            + shown.substring(0, Math.min(80, shown.length()))
            + "\"");
  }
}
