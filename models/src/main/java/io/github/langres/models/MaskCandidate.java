package io.github.langres.models;

/**
 * One guess for a mask.
 *
 * @param token the token as text, such as {@code délicieux}
 * @param id its id
 * @param score its probability among all tokens
 * @param text the whole text with the guess in place of the mask
 */
public record MaskCandidate(String token, int id, float score, String text) {}
