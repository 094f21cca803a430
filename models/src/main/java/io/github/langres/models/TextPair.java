package io.github.langres.models;

/** Two texts that the model reads together. */
public record TextPair(String text, String pair) {}
