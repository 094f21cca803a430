package io.github.langres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.tokenizer.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command-line contract: lines in, lines out, errors in their place, exit status. */
class ContractTest {
  private static final String MLM = CommandRun.golden("onnx/camembert-mlm-onnx-folder");
  private static final String CLASSIFIER = CommandRun.golden("onnx/camembert-classify-2-int32");
  private static final String ENCODER = CommandRun.golden("onnx/camembert-base");

  @Test
  void tokenize_emoji_givesUtf16Offsets() {
    CommandRun run = CommandRun.of("{\"text\":\"a 😀 b\"}\n", "tokenize", "--model", ENCODER);
    assertThat(run.status()).isZero();
    JsonObject line = run.json().get(0);
    assertThat(line.keys()).containsExactly("ids", "tokens", "offsets", "typeIds");
    assertThat(line.listOrEmpty("offsets")).contains(List.of(2L, 4L), List.of(5L, 6L));
  }

  @Test
  void tokenize_noSpecial_leavesSpecialTokensOut() {
    CommandRun run =
        CommandRun.of("Oui\n", "tokenize", "--text", "--no-special", "--model", ENCODER);
    assertThat(run.json().get(0).listOrEmpty("tokens")).doesNotContain("<s>", "</s>");
  }

  @Test
  void detokenize_ofTokenize_givesTheTextBack() {
    JsonObject tokens =
        CommandRun.of("le chat dort\n", "tokenize", "--text", "--model", ENCODER).json().get(0);
    CommandRun back =
        CommandRun.of(
            "{\"ids\":" + tokens.listOrEmpty("ids") + "}\n", "detokenize", "--model", ENCODER);
    assertThat(back.json().get(0).string("text")).isEqualTo("le chat dort");
  }

  @Test
  void classify_badLines_giveErrorsInTheirPlace() {
    String input = "{\"text\":\"Oui !\"}\n{pas du json\n{\"texte\":\"x\"}\n{\"text\":\"Non.\"}\n";
    CommandRun run = CommandRun.of(input, "classify", "--model", CLASSIFIER);
    assertThat(run.status()).isEqualTo(1);
    List<JsonObject> lines = run.json();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0).keys()).containsExactly("labels");
    assertThat(lines.get(1).keys()).containsExactly("error");
    assertThat(lines.get(2).string("error")).contains("\"text\" is missing");
    assertThat(lines.get(3).keys()).containsExactly("labels");
  }

  @Test
  void classify_lineTogetherOrAlone_isTheSame() {
    String input =
        "{\"text\":\"Oui !\"}\n{\"text\":\"Une phrase plus longue, avec « des guillemets ».\"}\n";
    List<String> together =
        CommandRun.of(input, "classify", "--model", CLASSIFIER).out().lines().toList();
    String first = input.substring(0, input.indexOf('\n') + 1);
    JsonObject alone = CommandRun.of(first, "classify", "--model", CLASSIFIER).json().get(0);
    assertThat(together).hasSize(2);
    double score = score(alone);
    assertThat(score(CommandRun.of(input, "classify", "--model", CLASSIFIER).json().get(0)))
        .isCloseTo(score, org.assertj.core.api.Assertions.within(1e-5));
  }

  private static double score(JsonObject line) {
    return JsonObject.object("label", line.listOrEmpty("labels").get(0)).numberOr("score", -1);
  }

  @Test
  void fillMask_noMask_disturbsNoOtherLine() {
    CommandRun run =
        CommandRun.of(
            "rien\nLe chat <mask>.\n", "fill-mask", "--text", "--top-k", "3", "--model", MLM);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.json().get(0).string("error")).contains("no mask");
    assertThat(run.json().get(1).listOrEmpty("candidates")).hasSize(3);
  }

  @Test
  void embed_pooling_changesTheVector() {
    JsonObject mean = CommandRun.of("Oui\n", "embed", "--text", "--model", ENCODER).json().get(0);
    JsonObject cls =
        CommandRun.of("Oui\n", "embed", "--text", "--pooling", "cls", "--model", ENCODER)
            .json()
            .get(0);
    assertThat(cls.listOrEmpty("embedding"))
        .hasSameSizeAs(mean.listOrEmpty("embedding"))
        .isNotEqualTo(mean.listOrEmpty("embedding"));
  }

  @Test
  void forward_idsOrText_areTheSame() {
    JsonObject tokens = CommandRun.of("Oui\n", "tokenize", "--text", "--model", MLM).json().get(0);
    CommandRun ids =
        CommandRun.of("{\"ids\":" + tokens.listOrEmpty("ids") + "}\n", "forward", "--model", MLM);
    CommandRun text = CommandRun.of("Oui\n", "forward", "--text", "--model", MLM);
    assertThat(ids.out()).isEqualTo(text.out());
    assertThat(ids.json().get(0).keys()).containsExactly("shape", "data");
  }

  @Test
  void forward_idOutsideTheVocabulary_isAnErrorOnItsLine() {
    CommandRun run =
        CommandRun.of("{\"ids\":[5,99999999,6]}\n{\"ids\":[5,6]}\n", "forward", "--model", MLM);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.json().get(0).keys()).containsExactly("error");
    assertThat(run.json().get(1).keys()).containsExactly("shape", "data");
  }

  @Test
  void missingFolder_isOneLineAndStatusOne(@TempDir Path temp) {
    CommandRun run = CommandRun.of("", "embed", "--model", temp.resolve("absent").toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).startsWith("langres: ").contains("does not exist");
  }

  @Test
  void sentencePieceAlone_saysWhichFileIsNeeded(@TempDir Path temp) throws Exception {
    Files.copy(Path.of(ENCODER, "config.json"), temp.resolve("config.json"));
    Files.writeString(temp.resolve("sentencepiece.bpe.model"), "x");
    CommandRun run = CommandRun.of("", "tokenize", "--model", temp.toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("tokenizer.json");
  }

  @Test
  void usageErrors_areStatusTwo() {
    assertThat(CommandRun.of("", "embed").status()).isEqualTo(2);
    assertThat(CommandRun.of("", "nothing").status()).isEqualTo(2);
    assertThat(CommandRun.of("").status()).isEqualTo(2);
    assertThat(CommandRun.of("", "embed", "--model", ENCODER, "--precision", "fp7").status())
        .isEqualTo(2);
    assertThat(CommandRun.of("", "embed", "--model", ENCODER, "--device", "tpu").status())
        .isEqualTo(2);
  }

  @Test
  void absentDevice_isAnErrorAndNoFallback() {
    CommandRun run =
        CommandRun.of("Oui\n", "embed", "--text", "--model", ENCODER, "--device", "cuda:0");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("langres: ").contains("onnxruntime_gpu");
  }

  @Test
  void inspect_json_saysWhatTheFolderIs() {
    CommandRun run = CommandRun.of("", "inspect", "--json", ENCODER);
    JsonObject report = run.json().get(0);
    assertThat(run.status()).isZero();
    assertThat(report.string("modelType")).isEqualTo("camembert");
    assertThat(report.listOrEmpty("tasks")).contains("embed");
    assertThat(report.listOrEmpty("problems")).isEmpty();
  }
}
