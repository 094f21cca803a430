package io.github.langres.models.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A hub on this machine that behaves as huggingface.co does, with a second server for its CDN; a
 * test may make it misbehave.
 */
final class FakeHub implements AutoCloseable {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  static final String ID = "org/modele";

  /** By name; those with weights are served by the CDN. */
  final Map<String, byte[]> files = new LinkedHashMap<>();

  /** {@code METHOD path}, and then what was asked for: {@code Range}, {@code Authorization}. */
  final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  /** What is sent in place of a file's content. */
  final Map<String, byte[]> sent = new LinkedHashMap<>();

  /** Sizes announced in place of the real ones. */
  final Map<String, Long> announced = new LinkedHashMap<>();

  volatile String prefix = "";
  volatile int status = 200;
  volatile String errorCode = "";
  final AtomicInteger cuts = new AtomicInteger();
  volatile int bytesBeforeCut = Integer.MAX_VALUE;
  volatile boolean ranges = true;
  volatile boolean stalls;
  volatile String location = "";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer hub = server(this::hub);
  private final HttpServer cdn = server(this::content);

  URI endpoint() {
    return URI.create("http://localhost:" + hub.getAddress().getPort() + prefix);
  }

  int port() {
    return hub.getAddress().getPort();
  }

  /** The requests for the content of files, by the file. */
  List<String> downloads() {
    synchronized (requests) {
      return requests.stream()
          .filter(request -> request.startsWith("GET") && !request.contains("/api/models/"))
          .filter(request -> !request.contains("/resolve/") || !isLarge(request.split(" ")[1]))
          .filter(request -> !request.contains("/resolve-cache/"))
          .map(request -> request.replaceFirst("^GET \\S*?/(?:cdn|resolve/[0-9a-f]+)/", ""))
          .toList();
    }
  }

  private void hub(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (status != 200) {
      exchange.getResponseHeaders().set("X-Error-Code", errorCode);
      exchange.sendResponseHeaders(status, -1);
    } else if (!location.isEmpty()) {
      redirect(exchange, 302, location);
    } else if (path.contains("/ancien/")) {
      redirect(exchange, 307, path.replace("/ancien/", "/org/"));
    } else if (path.startsWith(prefix + "/api/models/" + ID + "/revision/")) {
      byte[] listing = listing().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, listing.length);
      exchange.getResponseBody().write(listing);
    } else if (path.startsWith(prefix + "/" + ID + "/resolve/" + COMMIT + "/")) {
      resolve(exchange, name(path));
    } else if (path.startsWith(prefix + "/api/resolve-cache/")) {
      announce(exchange, name(path));
      content(exchange);
    } else {
      exchange.sendResponseHeaders(404, -1);
    }
  }

  private String listing() {
    return files.keySet().stream()
        .map(name -> "{\"rfilename\": \"" + name.replace("\\", "\\\\") + "\"}")
        .collect(Collectors.joining(",", "{\"sha\": \"" + COMMIT + "\", \"siblings\": [", "]}"));
  }

  private void resolve(HttpExchange exchange, String name) throws IOException {
    if (!files.containsKey(name)) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    announce(exchange, name);
    if (isLarge(name)) {
      redirect(
          exchange,
          302,
          "http://127.0.0.1:" + cdn.getAddress().getPort() + "/cdn/" + name + "?s=1");
    } else if (name.equals("tokenizer.json")) {
      redirect(exchange, 307, prefix + "/api/resolve-cache/" + name);
    } else {
      content(exchange);
    }
  }

  private void announce(HttpExchange exchange, String name) {
    byte[] bytes = files.get(name);
    long size = announced.getOrDefault(name, (long) bytes.length);
    exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
    if (isLarge(name)) {
      exchange.getResponseHeaders().set("X-Linked-Etag", '"' + hash("SHA-256", bytes) + '"');
      exchange.getResponseHeaders().set("X-Linked-Size", "" + size);
      exchange.getResponseHeaders().set("ETag", "\"of-the-redirect\"");
    } else {
      exchange.getResponseHeaders().set("ETag", "W/\"" + gitHash(bytes) + '"');
    }
  }

  private void content(HttpExchange exchange) throws IOException {
    String name = name(exchange.getRequestURI().getPath());
    byte[] bytes = sent.getOrDefault(name, files.get(name));
    if (exchange.getRequestMethod().equals("HEAD")) {
      long size = announced.getOrDefault(name, (long) bytes.length);
      exchange.getResponseHeaders().set("Content-Length", "" + size);
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = 0;
    if (range != null && ranges) {
      from = Integer.parseInt(range.replaceAll("\\D", ""));
      if (from >= bytes.length) {
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, bytes.length - from);
    write(exchange.getResponseBody(), Arrays.copyOfRange(bytes, from, bytes.length));
  }

  private void write(OutputStream out, byte[] bytes) throws IOException {
    if (bytes.length > bytesBeforeCut && cuts.getAndDecrement() > 0) {
      out.write(bytes, 0, bytesBeforeCut);
      out.flush();
      throw new IOException("cut");
    }
    if (stalls) {
      out.write(bytes, 0, bytes.length / 2);
      out.flush();
      sleep();
    }
    out.write(bytes);
  }

  private static void sleep() {
    try {
      TimeUnit.SECONDS.sleep(30);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpServer server(Handler handler) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(threads);
      server.createContext(
          "/",
          exchange -> {
            log(exchange);
            try (exchange) {
              handler.handle(exchange);
            }
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void log(HttpExchange exchange) {
    StringBuilder line = new StringBuilder();
    line.append(exchange.getRequestMethod()).append(' ').append(exchange.getRequestURI().getPath());
    for (String header : new String[] {"Range", "Authorization"}) {
      if (exchange.getRequestHeaders().containsKey(header)) {
        line.append(' ').append(exchange.getRequestHeaders().getFirst(header));
      }
    }
    requests.add(line.toString());
  }

  private static void redirect(HttpExchange exchange, int status, String location)
      throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    exchange.sendResponseHeaders(status, -1);
  }

  private static String name(String path) {
    return path.replaceFirst(".*?/(?:cdn|resolve-cache|resolve/[0-9a-f]+)/", "");
  }

  private static boolean isLarge(String name) {
    return name.matches(".*\\.(safetensors|onnx|onnx_data|bin)");
  }

  static String hash(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String gitHash(byte[] bytes) {
    byte[] head = ("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII);
    byte[] both = Arrays.copyOf(head, head.length + bytes.length);
    System.arraycopy(bytes, 0, both, head.length, bytes.length);
    return hash("SHA-1", both);
  }

  @Override
  public void close() {
    hub.stop(0);
    cdn.stop(0);
    threads.shutdownNow();
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }
}
