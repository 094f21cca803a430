package io.github.langres.models;

/**
 * A document's place in a ranking.
 *
 * @param index its place in the list that was given
 * @param score how relevant it is; the larger the better
 * @param tokensLeftOut how many tokens of query and document the model did not see
 */
public record RankedDocument(int index, float score, int tokensLeftOut) {}
