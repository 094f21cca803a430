package io.github.langres.models.hub;

import io.github.langres.models.ModelException;
import java.net.URI;

/** Addresses of hubs and mirrors. */
final class Endpoints {
  private Endpoints() {}

  /** An address of a hub, without a slash at its end; {@code option} names it in errors. */
  static URI parse(String text, String option) {
    try {
      URI uri = URI.create(text.strip().replaceAll("/+$", ""));
      if (isHttp(uri) && uri.getRawUserInfo() == null && uri.getRawQuery() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw refusal(text, option);
    }
    throw refusal(text, option);
  }

  static boolean isHttp(URI uri) {
    return uri.getHost() != null
        && ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()));
  }

  /** Same scheme, host and port: only there may a token go. */
  static boolean sameOrigin(URI a, URI b) {
    return a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && port(a) == port(b);
  }

  /** True when a redirect would leave encryption. */
  static boolean isDowngrade(URI from, URI to) {
    return "https".equalsIgnoreCase(from.getScheme()) && "http".equalsIgnoreCase(to.getScheme());
  }

  /** The address of a proxy, whose scheme may be left out. */
  static URI proxy(String text, String variable) {
    try {
      return URI.create(text.contains("://") ? text : "http://" + text);
    } catch (IllegalArgumentException e) {
      // Not the text: it may hold a password.
      throw new ModelException.Download(
          variable + " must be an address such as http://proxy.example:3128", e);
    }
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  private static ModelException refusal(String text, String option) {
    return new ModelException.Download(
        option + " must be an address such as https://huggingface.co, got " + text);
  }
}
