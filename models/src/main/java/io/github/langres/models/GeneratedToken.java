package io.github.langres.models;

import java.util.List;
import java.util.Optional;

/**
 * One step of a generation as it happens. The texts of all steps together are {@link
 * Generation#text()}.
 *
 * @param text what became certain with this token, which may be empty: half a character waits for
 *     the rest, and so does what may turn out to be a stop string
 * @param id the token; -1 for a last step that carries the text which waited until the end
 * @param score its log-probability, when {@link GenerateOptions#logprobs()} asked for it
 * @param top the likeliest tokens of this step, best first; as many as were asked for
 */
public record GeneratedToken(
    String text, int id, Optional<TokenScore> score, List<TokenScore> top) {

  public GeneratedToken {
    top = List.copyOf(top);
  }
}
