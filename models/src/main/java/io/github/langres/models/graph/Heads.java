package io.github.langres.models.graph;

/**
 * The heads of an attention.
 *
 * @param count how many
 * @param size the channels of each
 * @param scale what scores are multiplied by
 */
public record Heads(int count, int size, double scale) {

  /** Heads that share the hidden channels and scale by 1/√size, as in the first transformer. */
  public static Heads of(int count, int size) {
    return new Heads(count, size, 1 / Math.sqrt(size));
  }
}
