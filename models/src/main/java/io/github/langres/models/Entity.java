package io.github.langres.models;

/**
 * A named entity in a text.
 *
 * @param label such as {@code PER}
 * @param score the mean probability of its label over its tokens or words
 * @param start where it starts in the text, in UTF-16 units
 * @param end where it ends, exclusive
 * @param text the text between them
 */
public record Entity(String label, float score, int start, int end, String text) {}
