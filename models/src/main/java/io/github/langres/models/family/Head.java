package io.github.langres.models.family;

/** What a graph computes on top of the hidden states. */
public enum Head {
  BASE,
  MASKED_LM,
  SEQUENCE_CLASSIFICATION,
  TOKEN_CLASSIFICATION,
  QUESTION_ANSWERING
}
