package io.github.langres.engine.generate;

/**
 * One text of a batch.
 *
 * @param prompt 1 token or more; shared, not copied
 * @param sink takes this text's tokens only
 */
public record BatchItem(int[] prompt, DecodeRequest request, TokenSink sink) {}
