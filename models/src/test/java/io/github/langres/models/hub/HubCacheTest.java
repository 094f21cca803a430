package io.github.langres.models.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.models.Goldens;
import io.github.langres.models.ModelException;
import io.github.langres.models.ModelSource;
import io.github.langres.models.TextClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubCacheTest {
  private static final Path HOME = Path.of("/home/moi");

  @TempDir private Path root;

  @Test
  void cache_isWhereTheVariablesSay_inTheirOrder() {
    Map<String, String> variables = new HashMap<>();
    assertCache(variables, "/home/moi/.cache/huggingface/hub");
    variables.put("XDG_CACHE_HOME", "/xdg");
    assertCache(variables, "/xdg/huggingface/hub");
    variables.put("HF_HOME", "~/hf");
    assertCache(variables, "/home/moi/hf/hub");
    variables.put("HUGGINGFACE_HUB_CACHE", "$HF_HOME_ROOT/old");
    assertCache(variables, "$HF_HOME_ROOT/old");
    variables.put("HF_HOME_ROOT", "/root");
    assertCache(variables, "/root/old");
    variables.put("HF_HUB_CACHE", "${HF_HOME_ROOT}/new");
    assertCache(variables, "/root/new");
    variables.put("HF_HUB_CACHE", "");
    assertCache(variables, "/root/old");
    variables.put("HF_HUB_CACHE", "~");
    assertCache(variables, "/home/moi");
  }

  private static void assertCache(Map<String, String> variables, String expected) {
    assertThat(new HubEnvironment(variables::get, HOME).cache()).isEqualTo(Path.of(expected));
  }

  @Test
  void token_isInAVariable_elseInAFile() throws IOException {
    Map<String, String> variables = new HashMap<>();
    variables.put("HF_HOME", root.toString());
    HubEnvironment environment = new HubEnvironment(variables::get, HOME);
    assertThat(environment.token()).isEmpty();
    Files.writeString(root.resolve("token"), "hf_file\n");
    assertThat(environment.token()).contains("hf_file");
    variables.put("HF_TOKEN", "hf_variable");
    assertThat(environment.token()).contains("hf_variable");
    variables.put("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1");
    assertThat(environment.token()).isEmpty();
  }

  @Test
  void endpoint_losesItsLastSlash_andMustBeWeb() {
    Map<String, String> variables = new HashMap<>();
    HubEnvironment environment = new HubEnvironment(variables::get, HOME);
    assertThat(environment.endpoint()).hasToString("https://huggingface.co");
    variables.put("HF_ENDPOINT", "https://miroir.example/hf/");
    assertThat(environment.endpoint()).hasToString("https://miroir.example/hf");
    for (String bad : List.of("miroir.example", "file:///etc", "https://a:b@host", "http://[")) {
      variables.put("HF_ENDPOINT", bad);
      assertThatThrownBy(environment::endpoint)
          .isInstanceOf(ModelException.Download.class)
          .hasMessageContaining("HF_ENDPOINT");
    }
  }

  @Test
  void snapshot_ofACachedModel_opensWithItsExternalData() throws Exception {
    ModelSource.Cached model = new ModelSource.Cached("org/modele", "main");
    HubCache cache = new HubCache(root);
    Path repository = cache.repository(model);
    Path content = repository.resolve("content");
    Files.createDirectories(repository.resolve("blobs"));
    Goldens.copy("onnx/roberta-classify-3-external-data", content);
    Path snapshot = Files.createDirectories(repository.resolve("snapshots/" + "a".repeat(40)));
    try (Stream<Path> files = Files.list(content)) {
      for (Path file : files.toList()) {
        // The names of blobs say nothing: what lies beside the graph is beside its link.
        String blob = Integer.toHexString(file.hashCode());
        Files.move(file, repository.resolve("blobs").resolve(blob));
        Files.createSymbolicLink(
            snapshot.resolve(file.getFileName()), Path.of("../../blobs", blob));
      }
    }
    Files.createDirectories(repository.resolve("refs"));
    Files.writeString(repository.resolve("refs/main"), "a".repeat(40));

    assertThat(cache.snapshot(model)).isEqualTo(snapshot);
    try (TextClassifier classifier = TextClassifier.open(cache.snapshot(model))) {
      assertThat(classifier.classify("bonjour").labels()).hasSize(3);
    }
  }

  @Test
  void snapshot_ofAModelThatIsNotHere_saysWhereItLookedAndWhatToDo() {
    assertThatThrownBy(
            () -> new HubCache(root).snapshot(new ModelSource.Cached("org/modele", "v2")))
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining("org/modele@v2 is not on this machine")
        .hasMessageContaining(root.toString())
        .hasMessageContaining("langres download org/modele --revision v2");
  }

  @Test
  void snapshot_ofAnotherRevision_saysWhichAreHere() throws IOException {
    Path refs = Files.createDirectories(root.resolve("models--camembert/refs/refs/pr"));
    Files.writeString(refs.resolve("1"), "a".repeat(40));

    assertThatThrownBy(() -> new HubCache(root).snapshot(new ModelSource.Cached("camembert", "v2")))
        .hasMessageContaining("holds only refs/pr/1");
  }

  @Test
  void snapshot_ofAHostileRef_isNotFollowed() throws IOException {
    Path refs = Files.createDirectories(root.resolve("models--org--modele/refs"));
    Files.createDirectories(root.resolve("models--org--modele/snapshots"));
    Files.writeString(refs.resolve("main"), "../../..");

    assertThat(new HubCache(root).find(new ModelSource.Cached("org/modele", "main"))).isEmpty();
  }
}
