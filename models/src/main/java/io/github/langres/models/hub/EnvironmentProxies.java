package io.github.langres.models.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The proxies that Java is told of ({@code -Dhttps.proxyHost}); else those of {@code https_proxy},
 * {@code http_proxy}, {@code all_proxy} and {@code no_proxy}, which Java does not read by itself.
 */
final class EnvironmentProxies extends ProxySelector {
  private final HubEnvironment environment;

  EnvironmentProxies(HubEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public List<Proxy> select(URI uri) {
    ProxySelector java = ProxySelector.getDefault();
    List<Proxy> told = java == null ? List.of() : java.select(uri);
    if (told.stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT)) {
      return told;
    }
    return proxy(uri)
        .map(
            proxy ->
                new Proxy(
                    Proxy.Type.HTTP,
                    InetSocketAddress.createUnresolved(
                        proxy.getHost(), proxy.getPort() < 0 ? 80 : proxy.getPort())))
        .map(List::of)
        .orElse(List.of(Proxy.NO_PROXY));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The request fails too, and says so.
  }

  /**
   * The {@code Proxy-Authorization} for a target, when the address of its proxy holds a name and a
   * password. Java keeps the header from the target itself. An {@link java.net.Authenticator} would
   * be the usual way; but with one, Java's client fails on the 401 of a hub.
   */
  Optional<String> authorization(URI target) {
    return proxy(target)
        .map(URI::getUserInfo)
        .map(user -> Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)))
        .map(secret -> "Basic " + secret);
  }

  private Optional<URI> proxy(URI target) {
    if (isExcluded(target.getHost())) {
      return Optional.empty();
    }
    String name = target.getScheme().toLowerCase(Locale.ROOT) + "_proxy";
    return either(name)
        .or(() -> either("all_proxy"))
        .map(text -> Endpoints.proxy(text, name))
        .filter(uri -> uri.getHost() != null);
  }

  private boolean isExcluded(String host) {
    for (String entry : either("no_proxy").orElse("").split(",")) {
      String domain = entry.strip().replaceFirst("^\\*?\\.", "");
      if (domain.equals("*")
          || host.equalsIgnoreCase(domain)
          || (!domain.isEmpty() && host.endsWith("." + domain))) {
        return true;
      }
    }
    return false;
  }

  private Optional<String> either(String name) {
    return environment.variable(name).or(() -> environment.variable(name.toUpperCase(Locale.ROOT)));
  }
}
