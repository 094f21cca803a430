package io.github.langres.models.task;

/** The output names of exported and built graphs. */
public final class Outputs {
  public static final String LOGITS = "logits";
  public static final String HIDDEN_STATE = "last_hidden_state";
  public static final String TOKEN_EMBEDDINGS = "token_embeddings";
  public static final String SENTENCE_EMBEDDING = "sentence_embedding";
  public static final String START_LOGITS = "start_logits";
  public static final String END_LOGITS = "end_logits";

  private Outputs() {}
}
