package io.github.langres.models;

/**
 * A part of a context that answers a question.
 *
 * @param answer the part itself; empty when there is none
 * @param score the probability of its start times that of its end
 * @param start where it starts in the context, in UTF-16 units
 * @param end where it ends, exclusive
 */
public record Answer(String answer, float score, int start, int end) {}
