package io.github.langres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The bundled generator opens by name, and its byte-level tokenizer is the one it learned with. */
class BundledGeneratorTest {
  private static final String TEXT =
      "L’usager n'a qu'une démarche à faire : 1\u202f250,50 € par mois… Ça ira, l'été\u00a0? 👏"
          + " aujourd'hui<|im_end|>\n";

  /** {@code AutoTokenizer} of transformers 5.18 with tokenizers 0.23. */
  private static final int[] IDS = {
    1228, 376, 3406, 690, 67, 781, 432, 2351, 296, 770, 393, 368, 308, 110, 20, 2224, 14, 2224, 651,
    319, 570, 2175, 288, 232, 67, 4361, 67, 14, 300, 3228, 129, 257, 33, 223, 175, 256, 242, 240,
    312, 1412, 3130, 74, 699, 2, 201
  };

  @Test
  void tokenize_accentsNumbersEmojiAndMarkers_givesTheIdsOfTraining() {
    String line = "{\"text\":\"" + TEXT.replace("\n", "\\n") + "\"}\n";
    CommandRun run = CommandRun.of(line, "tokenize", "--model", "fr-mini-generator");
    assertThat(run.err()).isEmpty();
    assertThat(run.json().get(0).listOrEmpty("ids")).hasToString(Arrays.toString(IDS));
  }

  @Test
  void detokenize_givesTheTextBackWithoutMarkers() {
    String line = "{\"ids\":" + Arrays.toString(IDS) + "}\n";
    CommandRun run = CommandRun.of(line, "detokenize", "--model", "fr-mini-generator");
    assertThat(run.err()).isEmpty();
    assertThat(run.json().get(0).string("text")).isEqualTo(TEXT.replace("<|im_end|>", ""));
  }
}
