package io.github.langres.models.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The hash of a file's content, as the hub gives it for an ETag: SHA-256 of large files, and of
 * small ones the SHA-1 by which git names them.
 *
 * @param hex 64 or 40 digits
 */
record ContentHash(String hex) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final int SHA256_DIGITS = 64;

  /** Reads an ETag; empty when it is no hash. */
  static Optional<ContentHash> ofEtag(String etag) {
    String plain = etag.replaceFirst("^W/", "").replace("\"", "");
    return Optional.of(plain).filter(HEX.asMatchPredicate()).map(ContentHash::new);
  }

  /** True when it is the hash of the file. */
  boolean matches(Path file) throws IOException {
    MessageDigest digest = digest(hex.length() == SHA256_DIGITS ? "SHA-256" : "SHA-1");
    if (hex.length() != SHA256_DIGITS) {
      digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
    }
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest()).equals(hex);
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }

  @Override
  public String toString() {
    return hex;
  }
}
