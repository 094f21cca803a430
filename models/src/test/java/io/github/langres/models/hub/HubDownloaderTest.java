package io.github.langres.models.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.models.DownloadListener;
import io.github.langres.models.HubOptions;
import io.github.langres.models.ModelException;
import io.github.langres.models.ModelSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubDownloaderTest {
  private static final String WEIGHTS = "model.safetensors";

  @TempDir private Path cache;
  private final FakeHub hub = new FakeHub();
  private final Map<String, String> variables = new HashMap<>();

  @BeforeEach
  void fill() {
    hub.files.put(
        "config.json", "{\"model_type\": \"camembert\"}".getBytes(StandardCharsets.UTF_8));
    hub.files.put("tokenizer.json", "{}".getBytes(StandardCharsets.UTF_8));
    hub.files.put("1_Pooling/config.json", "{\"pooling\": 1}".getBytes(StandardCharsets.UTF_8));
    hub.files.put(WEIGHTS, random(300_000));
    hub.files.put("pytorch_model.bin", random(10));
    hub.files.put("modeling.py", "import os".getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void download_ofAModel_fillsTheCacheAsPythonDoes() throws IOException {
    Path folder = download();

    Path repository = cache.resolve("models--org--modele");
    String blob = FakeHub.hash("SHA-256", hub.files.get(WEIGHTS));
    assertThat(folder).isEqualTo(repository.resolve("snapshots").resolve(FakeHub.COMMIT));
    assertThat(repository.resolve("refs/main")).hasContent(FakeHub.COMMIT);
    assertThat(Files.readSymbolicLink(folder.resolve(WEIGHTS)))
        .isEqualTo(Path.of("../../blobs", blob));
    assertThat(Files.readSymbolicLink(folder.resolve("1_Pooling/config.json")).toString())
        .startsWith("../../../blobs/");
    assertThat(files(folder))
        .containsExactly("1_Pooling/config.json", "config.json", WEIGHTS, "tokenizer.json");
    for (String name : files(folder)) {
      assertThat(folder.resolve(name)).hasBinaryContent(hub.files.get(name));
    }
    assertThat(files(repository.resolve("blobs"))).hasSize(4).noneMatch(n -> n.contains("langres"));
    assertThat(new HubCache(cache).find(model("main"))).contains(folder);
  }

  @Test
  void download_ofWhatIsHere_asksForNoContent() {
    download();
    hub.requests.clear();

    download();

    assertThat(hub.downloads()).isEmpty();
  }

  @Test
  void download_withoutSymlinks_movesTheFiles() throws IOException {
    variables.put("HF_HUB_DISABLE_SYMLINKS", "1");

    Path folder = download();

    assertThat(folder.resolve(WEIGHTS)).isRegularFile().hasBinaryContent(hub.files.get(WEIGHTS));
    assertThat(Files.isSymbolicLink(folder.resolve(WEIGHTS))).isFalse();
    hub.requests.clear();
    download();
    assertThat(hub.downloads()).isEmpty();
  }

  @Test
  void download_ofABranchWithASlash_keepsItInFolders() {
    Path folder = fetch(model("refs/pr/1"), DownloadListener.none());

    assertThat(cache.resolve("models--org--modele/refs/refs/pr/1")).hasContent(FakeHub.COMMIT);
    assertThat(new HubCache(cache).find(model("refs/pr/1"))).contains(folder);
    assertThat(new HubCache(cache).find(model(FakeHub.COMMIT))).contains(folder);
    assertThat(new HubCache(cache).find(model("main"))).isEmpty();
  }

  @Test
  void download_withAToken_sendsItToTheHubOnly() {
    variables.put("HF_TOKEN", "hf_secret");

    download();

    assertThat(hub.requests)
        .isNotEmpty()
        .allSatisfy(
            request ->
                assertThat(request.contains("Bearer hf_secret"))
                    .isEqualTo(!request.contains("/cdn/")));
  }

  @Test
  void download_fromAMirror_keepsThePrefixOfItsAddress() {
    hub.prefix = "/miroir/hf";

    download();

    assertThat(hub.requests).allMatch(r -> r.contains(" /miroir/hf/") || r.contains(" /cdn/"));
  }

  @Test
  void download_throughAProxy_reachesTheHub() {
    variables.put("http_proxy", "localhost:" + hub.port());
    variables.put("no_proxy", "127.0.0.1");
    variables.put("HF_ENDPOINT", "http://hub.invalid/");

    Path folder = downloader().fetch(model("main"), HubOptions.defaults().withCache(cache), none());

    assertThat(folder.resolve(WEIGHTS)).hasBinaryContent(hub.files.get(WEIGHTS));
  }

  @Test
  void download_ofARenamedModel_followsTheHub() {
    Path folder = fetch(new ModelSource.Cached("ancien/modele", "main"), none());

    assertThat(folder).startsWith(cache.resolve("models--ancien--modele"));
    assertThat(folder.resolve(WEIGHTS)).hasBinaryContent(hub.files.get(WEIGHTS));
  }

  @Test
  void download_cutTwice_goesOnWhereItStopped() {
    hub.cuts.set(2);
    hub.bytesBeforeCut = 100_000;

    Path folder = download();

    assertThat(folder.resolve(WEIGHTS)).hasBinaryContent(hub.files.get(WEIGHTS));
    assertThat(hub.downloads())
        .filteredOn(request -> request.startsWith(WEIGHTS))
        .hasSize(3)
        .satisfies(requests -> assertThat(requests.get(1)).contains("bytes="));
  }

  @Test
  void download_cutForGood_keepsWhatCameForTheNextTime() throws IOException {
    hub.cuts.set(1000);
    hub.bytesBeforeCut = 100_000;
    hub.ranges = false;
    assertThatThrownBy(this::download)
        .isInstanceOf(ModelException.Download.class)
        .hasMessageContaining("model.safetensors was cut after 100,000 of 300,000 bytes")
        .hasMessageContaining("Download again");
    assertThat(cache.resolve("models--org--modele/refs")).doesNotExist();

    hub.cuts.set(0);
    hub.ranges = true;
    hub.requests.clear();
    Path folder = download();

    assertThat(folder.resolve(WEIGHTS)).hasBinaryContent(hub.files.get(WEIGHTS));
    assertThat(hub.downloads()).containsExactly(WEIGHTS + " bytes=100000-");
  }

  @Test
  void download_overAPartialFileThatIsTooLong_startsAgain() throws IOException {
    Path blobs = Files.createDirectories(cache.resolve("models--org--modele/blobs"));
    String hash = FakeHub.hash("SHA-256", hub.files.get(WEIGHTS));
    Files.write(blobs.resolve(hash + BlobDownload.PARTIAL_SUFFIX), random(400_000));

    assertThat(download().resolve(WEIGHTS)).hasBinaryContent(hub.files.get(WEIGHTS));
  }

  @Test
  void download_ofOtherContent_isThrownAway() throws IOException {
    hub.sent.put(WEIGHTS, new byte[300_000]);

    assertThatThrownBy(this::download)
        .isInstanceOf(ModelException.Download.class)
        .hasMessageContaining("model.safetensors came with another content");
    assertThat(files(cache)).noneMatch(name -> name.endsWith("incomplete"));
    assertThat(cache.resolve("models--org--modele/refs")).doesNotExist();
  }

  @Test
  void download_ofOtherSmallContent_isThrownAway() {
    hub.sent.put("config.json", "{\"model_type\": \"hostiles!\"}".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(this::download)
        .hasMessageContaining("config.json came with another content");
  }

  @Test
  void download_ofMoreThanAnnounced_stops() {
    hub.announced.put(WEIGHTS, 1000L);

    assertThatThrownBy(this::download)
        .hasMessageContaining("model.safetensors is longer than the 1,000 bytes announced");
  }

  @Test
  void download_ofLessThanAnnounced_isACut() {
    hub.announced.put(WEIGHTS, 300_001L);

    assertThatThrownBy(this::download)
        .hasMessageContaining("was cut")
        .hasMessageContaining("of 300,001 bytes");
  }

  @Test
  void download_ofMoreThanTheDiskHolds_saysSoFirst() {
    hub.announced.put(WEIGHTS, 999_999_999_999_999_999L);

    assertThatThrownBy(this::download).hasMessageContaining("HF_HUB_CACHE");
    assertThat(hub.downloads()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "401, RepoNotFound, org/modele does not exist, or is private: set HF_TOKEN",
    "403, GatedRepo, org/modele is gated: accept its terms at http://localhost",
    "404, RepoNotFound, no model org/modele at http://localhost",
    "404, RevisionNotFound, org/modele has no revision main",
    "404, EntryNotFound, is gone",
    "407, '', the proxy wants a name and a password",
    "418, '', localhost refuses org/modele (HTTP 418)",
    "429, '', localhost asks to slow down (HTTP 429)",
    "500, '', localhost failed (HTTP 500); try again later",
    "503, '', localhost failed (HTTP 503); try again later"
  })
  void download_refused_saysWhy(int status, String code, String message) {
    hub.status = status;
    hub.errorCode = code;

    assertThatThrownBy(this::download)
        .isInstanceOf(ModelException.Download.class)
        .hasMessageContaining(message);
    assertThat(hub.requests).hasSize(status == 429 || status >= 500 ? Retries.TIMES : 1);
  }

  @Test
  void download_fromNowhere_saysSo() {
    hub.close();

    assertThatThrownBy(this::download)
        .isInstanceOf(ModelException.Download.class)
        .hasMessageContaining("org/modele cannot be downloaded: localhost cannot be reached");
  }

  @Test
  void download_fromASilentServer_endsInTime() {
    hub.stalls = true;

    assertThatThrownBy(
            () ->
                downloader()
                    .fetch(model("main"), options().withTimeout(Duration.ofMillis(200)), none()))
        .isInstanceOf(ModelException.Download.class)
        .hasMessageContaining("nothing came for 200 ms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://host/x", "//[", "http:///x"})
  void download_redirectedOffTheWeb_isRefused(String location) {
    hub.location = location;

    assertThatThrownBy(this::download).hasMessageContaining("to an address that is not http(s)");
  }

  @Test
  void download_redirectedInCircles_ends() {
    hub.location = "/x";

    assertThatThrownBy(this::download).hasMessageContaining("redirects more than 10 times");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x.json", "/etc/x.json", "a/../../x.json", "a//x.json", "./x.json", "C:x.json",
        "..\\x.json", "\\\\host\\x.json", "~/../x.json", "x\u0000.json", "", "a/"
      })
  void download_ofAnUnsafeName_isRefusedWhole(String name) {
    hub.files.put(name.replace("\u0000", "\\u0000"), new byte[1]);

    assertThatThrownBy(this::download)
        .isInstanceOf(ModelException.Download.class)
        .hasMessageContaining("unsafe name");
    assertThat(hub.downloads()).isEmpty();
    assertThat(cache).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({"HF_HUB_OFFLINE, 1", "HF_HUB_OFFLINE, yes", "TRANSFORMERS_OFFLINE, TRUE"})
  void download_offline_opensNoConnection(String name, String value) {
    variables.put(name, value);

    assertThatThrownBy(this::download)
        .isInstanceOf(ModelException.Download.class)
        .hasMessageContaining(name + "=" + value + " forbids to download org/modele");
    assertThat(hub.requests).isEmpty();
  }

  @Test
  void download_offlineByProperty_opensNoConnection() {
    System.setProperty("langres.offline", "true");
    try {
      assertThatThrownBy(this::download).hasMessageContaining("-Dlangres.offline=true forbids");
    } finally {
      System.clearProperty("langres.offline");
    }
    assertThat(hub.requests).isEmpty();
  }

  @Test
  void download_byManyThreads_asksForEachFileOnce() throws InterruptedException {
    List<Throwable> failures = new ArrayList<>();
    List<Thread> threads =
        Stream.generate(
                () ->
                    new Thread(
                        () -> {
                          try {
                            download();
                          } catch (RuntimeException e) {
                            synchronized (failures) {
                              failures.add(e);
                            }
                          }
                        }))
            .limit(6)
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(failures).isEmpty();
    assertThat(hub.downloads()).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void download_byTwoProcesses_asksForEachFileOnce() throws IOException, InterruptedException {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      processes.add(child());
    }
    for (Process process : processes) {
      assertThat(process.waitFor()).isZero();
    }

    assertThat(hub.downloads()).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void download_ofAKilledProcess_isTakenUp() throws IOException, InterruptedException {
    hub.stalls = true;
    Process child = child();
    while (hub.downloads().isEmpty()) {
      Thread.sleep(20);
    }
    assertThat(child.destroyForcibly().waitFor()).isNotZero();
    hub.stalls = false;

    assertThat(download().resolve(WEIGHTS)).hasBinaryContent(hub.files.get(WEIGHTS));
  }

  private Process child() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            hub.endpoint().toString(),
            cache.toString())
        .inheritIO()
        .start();
  }

  /** Downloads in a process of its own. */
  static final class Child {
    public static void main(String[] args) {
      Map<String, String> variables = Map.of("HF_ENDPOINT", args[0], "HF_HUB_CACHE", args[1]);
      new HubDownloader(
              new HubEnvironment(variables::get, Path.of("/nowhere")),
              new Retries(Duration.ofMillis(1)))
          .fetch(model("main"), HubOptions.defaults(), none());
    }
  }

  @Test
  void download_tellsHowFarItIs() {
    List<Long> done = new ArrayList<>();
    List<Long> totals = new ArrayList<>();

    fetch(
        model("main"),
        (file, doneBytes, totalBytes) -> {
          done.add(doneBytes);
          totals.add(totalBytes);
        });

    long total = files(hub).mapToLong(name -> hub.files.get(name).length).sum();
    assertThat(done).isSorted().contains(0L, total);
    assertThat(totals).containsOnly(total);
  }

  @Test
  void download_whoseListenerThrows_ends() {
    assertThatThrownBy(
            () ->
                fetch(
                    model("main"),
                    (file, doneBytes, totalBytes) -> {
                      throw new IllegalStateException("assez");
                    }))
        .hasMessage("assez");

    assertThat(download().resolve(WEIGHTS)).exists();
  }

  @Test
  void download_interrupted_endsAndStaysInterrupted() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(this::download).hasMessageContaining("was interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void download_ofOneGraph_leavesTheOthers() throws IOException {
    hub.files.put("onnx/model.onnx", random(100));
    hub.files.put("onnx/model_int8.onnx", random(50));
    hub.files.put("onnx/model_int8.onnx_data", random(60));

    Path folder =
        downloader().fetch(model("main"), options().withOnnxFile("onnx/model_int8.onnx"), none());

    assertThat(files(folder))
        .containsExactly(
            "1_Pooling/config.json",
            "config.json",
            "onnx/model_int8.onnx",
            "onnx/model_int8.onnx_data",
            "tokenizer.json");
  }

  @Test
  void options_inWords_hideTheToken() {
    assertThat(HubOptions.defaults().withToken("hf_secret").toString()).doesNotContain("hf_secret");
  }

  private Path download() {
    return fetch(model("main"), none());
  }

  private Path fetch(ModelSource.Cached model, DownloadListener listener) {
    return downloader().fetch(model, options(), listener);
  }

  private HubDownloader downloader() {
    return new HubDownloader(
        new HubEnvironment(variables::get, cache.resolve("home")),
        new Retries(Duration.ofMillis(1)));
  }

  private HubOptions options() {
    return HubOptions.defaults().withCache(cache).withEndpoint(hub.endpoint());
  }

  private static DownloadListener none() {
    return DownloadListener.none();
  }

  private static ModelSource.Cached model(String revision) {
    return new ModelSource.Cached(FakeHub.ID, revision);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static Stream<String> files(FakeHub hub) {
    return hub.files.keySet().stream().filter(name -> !name.matches(".*\\.(bin|py)"));
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> folder.relativize(path).toString())
          .sorted()
          .toList();
    }
  }
}
