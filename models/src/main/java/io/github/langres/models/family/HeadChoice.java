package io.github.langres.models.family;

import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * Sequence and token classification may share their weights' names. Where a checkpoint fits both,
 * the class that saved it decides; failing that, the head that needs more weights.
 */
final class HeadChoice {
  private HeadChoice() {}

  static Set<Head> narrow(Set<Head> heads, List<HeadForm> forms, JsonObject config) {
    if (!heads.contains(Head.SEQUENCE_CLASSIFICATION)
        || !heads.contains(Head.TOKEN_CLASSIFICATION)) {
      return heads;
    }
    List<String> architectures =
        config.listOrEmpty("architectures").stream().map(String::valueOf).toList();
    if (architectures.stream().anyMatch(name -> name.endsWith("ForTokenClassification"))) {
      heads.remove(Head.SEQUENCE_CLASSIFICATION);
    } else if (architectures.stream().anyMatch(n -> n.endsWith("ForSequenceClassification"))
        || needs(forms, Head.SEQUENCE_CLASSIFICATION) > needs(forms, Head.TOKEN_CLASSIFICATION)) {
      heads.remove(Head.TOKEN_CLASSIFICATION);
    }
    return heads;
  }

  private static int needs(List<HeadForm> forms, Head head) {
    return forms.stream()
        .filter(form -> form.head() == head)
        .mapToInt(form -> form.weights().size())
        .max()
        .orElse(0);
  }
}
