package io.github.langres.models.family;

import io.github.langres.tokenizer.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Heads may share the name of their last layer. Where a checkpoint fits several such heads, the
 * class that saved it decides; failing that, the heads that need the most weights.
 */
final class HeadChoice {
  private HeadChoice() {}

  /** The forms without those that another form of the same last layer displaces. */
  static List<HeadForm> narrow(List<HeadForm> present, JsonObject config) {
    return present.stream().filter(form -> isChosen(form, rivals(form, present), config)).toList();
  }

  private static List<HeadForm> rivals(HeadForm form, List<HeadForm> present) {
    return present.stream().filter(other -> last(other).equals(last(form))).toList();
  }

  private static boolean isChosen(HeadForm form, List<HeadForm> rivals, JsonObject config) {
    if (rivals.stream().anyMatch(rival -> isNamed(rival, config))) {
      return isNamed(form, config);
    }
    int most =
        rivals.stream().map(rival -> rival.weights().size()).max(Comparator.naturalOrder()).get();
    return form.weights().size() == most;
  }

  private static String last(HeadForm form) {
    return form.weights().get(form.weights().size() - 1);
  }

  /** Classes are named such as {@code CamembertForTokenClassification}. */
  private static boolean isNamed(HeadForm form, JsonObject config) {
    String words = "For" + form.head().name().replace("_", "");
    return config.listOrEmpty("architectures").stream()
        .map(name -> String.valueOf(name).toLowerCase(Locale.ROOT))
        .anyMatch(name -> name.contains(words.toLowerCase(Locale.ROOT)));
  }
}
