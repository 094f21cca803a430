package io.github.langres.models;

/**
 * How labels are asked about. Immutable; start from {@link #defaults()}.
 *
 * @param template the hypothesis, with <code>{}</code> in place of the label
 * @param multiLabel true when several labels, or none, may hold: each gets a probability of its own
 */
public record ZeroShotOptions(String template, boolean multiLabel) {
  /** What the template has in place of the label. */
  public static final String PLACE = "{}";

  public ZeroShotOptions {
    if (!template.contains(PLACE)) {
      throw new IllegalArgumentException(
          "the template must have {} in place of the label, got \"" + template + "\"");
    }
  }

  /** {@code Ce texte parle de {}.}, of exactly one label. */
  public static ZeroShotOptions defaults() {
    return new ZeroShotOptions("Ce texte parle de {}.", false);
  }

  /** The same with another template. */
  public ZeroShotOptions withTemplate(String newTemplate) {
    return new ZeroShotOptions(newTemplate, multiLabel);
  }

  /** The same for several labels, or for one. */
  public ZeroShotOptions withMultiLabel(boolean newMultiLabel) {
    return new ZeroShotOptions(template, newMultiLabel);
  }
}
