package io.github.langres.models.hub;

import io.github.langres.models.HubOptions;
import io.github.langres.models.ModelException;
import io.github.langres.models.ModelSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Asks a hub for one model. Redirects are followed here, to keep the token from other hosts. */
final class HubClient {
  private static final int MAX_REDIRECTS = 10;
  private static final int MAX_LISTING_BYTES = 32 << 20;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final HttpClient http;
  private final EnvironmentProxies proxies;
  private final URI endpoint;
  private final Optional<String> token;
  private final Duration timeout;
  private final Retries retries;
  private final ModelSource.Cached model;

  HubClient(
      HubEnvironment environment, HubOptions options, Retries retries, ModelSource.Cached model) {
    URI chosen = options.endpoint();
    this.endpoint =
        chosen == null
            ? environment.endpoint()
            : Endpoints.parse(chosen.toString(), "HubOptions.endpoint");
    this.token = Optional.ofNullable(options.token()).or(environment::token);
    this.timeout = options.timeout();
    this.retries = retries;
    this.model = model;
    this.proxies = new EnvironmentProxies(environment);
    this.http =
        HttpClient.newBuilder()
            // One large body a connection: HTTP/2 has nothing to add but its flow control.
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout.compareTo(CONNECT_TIMEOUT) < 0 ? timeout : CONNECT_TIMEOUT)
            .proxy(proxies)
            .build();
  }

  /** The files of the revision. */
  RepositoryListing list() throws IOException, InterruptedException {
    URI uri =
        URI.create(
            endpoint
                + "/api/models/"
                + model.id()
                + "/revision/"
                + RemoteNames.encode(model.revision()).replace("/", "%2F"));
    HttpResponse<InputStream> response = retries.call(() -> ok(send(get(uri), true)));
    try (InputStream body = StallGuard.watch(response.body(), timeout)) {
      byte[] json = body.readNBytes(MAX_LISTING_BYTES + 1);
      if (json.length > MAX_LISTING_BYTES) {
        throw new ModelException.Download(
            endpoint + " lists more than " + MAX_LISTING_BYTES + " bytes of files for " + model);
      }
      return RepositoryListing.parse(
          "the answer of " + endpoint.getHost(), new String(json, StandardCharsets.UTF_8));
    }
  }

  /** What the hub announces of a file. */
  RemoteFile head(String commit, String name) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(commit, name))
            .method("HEAD", HttpRequest.BodyPublishers.noBody());
    HttpResponse<InputStream> response = retries.call(() -> ok(send(request, false)));
    response.body().close();
    Optional<String> announced = response.headers().firstValue("X-Repo-Commit");
    if (announced.isPresent() && !announced.get().equals(commit)) {
      throw incomplete(name, "another commit than it lists: " + announced.get());
    }
    ContentHash hash =
        response
            .headers()
            .firstValue("X-Linked-Etag")
            .or(() -> response.headers().firstValue("ETag"))
            .flatMap(ContentHash::ofEtag)
            .orElseThrow(() -> incomplete(name, "no hash (ETag)"));
    long size =
        response
            .headers()
            .firstValue("X-Linked-Size")
            .or(() -> response.headers().firstValue("Content-Length"))
            .filter(text -> text.matches("\\d{1,18}"))
            .map(Long::valueOf)
            .orElseThrow(() -> incomplete(name, "no size"));
    return new RemoteFile(name, hash, size);
  }

  /** The content of a file, from an offset on where the server can (status 206). */
  HttpResponse<InputStream> get(String commit, RemoteFile file, long from)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = get(address(commit, file.name()));
    if (from > 0) {
      request.setHeader("Range", "bytes=" + from + "-");
    }
    return retries.call(() -> ok(send(request, true)));
  }

  private static HttpRequest.Builder get(URI uri) {
    return HttpRequest.newBuilder(uri).GET();
  }

  private URI address(String commit, String name) {
    return URI.create(
        endpoint + "/" + model.id() + "/resolve/" + commit + "/" + RemoteNames.encode(name));
  }

  /**
   * Sends a request and follows redirects.
   *
   * @param away whether to follow them to other hosts; the answer before has the headers of the hub
   */
  private HttpResponse<InputStream> send(HttpRequest.Builder request, boolean away)
      throws IOException, InterruptedException {
    request.timeout(timeout).setHeader("User-Agent", "langres");
    // Sizes are those of the content, not of a compressed form of it.
    request.setHeader("Accept-Encoding", "identity");
    URI uri = request.build().uri();
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      HttpResponse<InputStream> response = once(request.copy().uri(uri), uri);
      Optional<String> location = response.headers().firstValue("Location");
      if (!REDIRECTS.contains(response.statusCode()) || location.isEmpty()) {
        return response;
      }
      URI next = next(uri, location.get());
      boolean linked = response.headers().firstValue("X-Linked-Etag").isPresent();
      if (!away && (linked || !Endpoints.sameOrigin(next, endpoint))) {
        return response;
      }
      response.body().close();
      uri = next;
    }
    throw new ModelException.Download(
        endpoint + " redirects more than " + MAX_REDIRECTS + " times for " + model);
  }

  private HttpResponse<InputStream> once(HttpRequest.Builder request, URI uri)
      throws IOException, InterruptedException {
    if (Endpoints.sameOrigin(uri, endpoint)) {
      token.ifPresent(secret -> request.setHeader("Authorization", "Bearer " + secret));
    }
    proxies
        .authorization(uri)
        .ifPresent(secret -> request.setHeader("Proxy-Authorization", secret));
    try {
      return http.send(request.build(), BodyHandlers.ofInputStream());
    } catch (HttpTimeoutException e) {
      throw new IOException(
          uri.getHost() + " was silent for " + timeout.toSeconds() + " s (HubOptions.timeout)", e);
    } catch (IOException e) {
      throw new IOException(uri.getHost() + " cannot be reached: " + HubErrors.reason(e), e);
    }
  }

  private URI next(URI from, String location) {
    return resolve(from, location)
        .filter(next -> Endpoints.isHttp(next) && !Endpoints.isDowngrade(from, next))
        .orElseThrow(
            () ->
                new ModelException.Download(
                    from.getHost()
                        + " redirects "
                        + model
                        + " to an address that is not http(s), or not encrypted"));
  }

  private static Optional<URI> resolve(URI from, String location) {
    try {
      return Optional.of(from.resolve(location));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private HttpResponse<InputStream> ok(HttpResponse<InputStream> response) throws IOException {
    int status = response.statusCode();
    if (status == 200 || status == 206 || status == 416 || REDIRECTS.contains(status)) {
      return response;
    }
    response.body().close();
    throw HubErrors.of(model, endpoint, token.isPresent(), response);
  }

  private ModelException incomplete(String name, String what) {
    return new ModelException.Download(
        endpoint
            + " announces "
            + what
            + " for "
            + name
            + " of "
            + model
            + "; is it a Hugging Face hub or a mirror of one?");
  }
}
