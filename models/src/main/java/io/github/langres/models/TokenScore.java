package io.github.langres.models;

/**
 * A token and how likely the model found it.
 *
 * @param token as the vocabulary writes it, such as {@code ▁eau}; empty for an id beyond the
 *     tokenizer's vocabulary
 * @param logprob the natural logarithm of its probability in the model's own distribution, before
 *     temperature, penalties and the like
 */
public record TokenScore(int id, String token, float logprob) {}
