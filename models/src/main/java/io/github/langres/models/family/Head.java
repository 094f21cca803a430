package io.github.langres.models.family;

/** What a graph computes from the hidden states of its encoder. */
public enum Head {
  /** {@code last_hidden_state} float32 {@code [batch, sequence, hidden]}, or a pooled vector. */
  BASE("encoder"),

  /** {@code logits} float32 {@code [batch, sequence, vocabulary]}. */
  MASKED_LM("masked language model"),

  /** {@code logits} float32 {@code [batch, labels]}. */
  SEQUENCE_CLASSIFICATION("sequence classification"),

  /** {@code logits} float32 {@code [batch, sequence, labels]}. */
  TOKEN_CLASSIFICATION("token classification"),

  /** {@code start_logits} and {@code end_logits} float32 {@code [batch, sequence]}. */
  QUESTION_ANSWERING("question answering");

  private final String words;

  Head(String words) {
    this.words = words;
  }

  /** The name in a sentence. */
  public String words() {
    return words;
  }
}
