package io.github.langres.models.hub;

/**
 * A file as the hub announces it.
 *
 * @param name its path in the model, checked
 * @param hash of its content, which is also the name of its blob
 * @param size in bytes
 */
record RemoteFile(String name, ContentHash hash, long size) {}
