package io.github.langres.tokenizer.hf;

import io.github.langres.tokenizer.TokenizerException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.BitSet;

/**
 * Checks a SentencePiece character map: a double-array trie over UTF-8 bytes whose leaves point
 * into a text of replacements that NUL bytes end. The native library follows it without bounds
 * checks of its own and panics outside the array, so every reachable state is visited here.
 */
final class CharsmapCheck {
  private final String name;
  private final IntBuffer units;
  private final ByteBuffer replacements;

  private CharsmapCheck(String name, IntBuffer units, ByteBuffer replacements) {
    this.name = name;
    this.units = units;
    this.replacements = replacements;
  }

  static void check(String name, String base64) {
    ByteBuffer map = ByteBuffer.wrap(bytes(name, base64)).order(ByteOrder.LITTLE_ENDIAN);
    long size = map.remaining() < 4 ? -1 : Integer.toUnsignedLong(map.getInt());
    if (size < 4 || size > map.remaining()) {
      throw new TokenizerException(
          name + " is cut: its trie has " + size + " bytes, " + map.remaining() + " are there");
    }
    int trieBytes = (int) (size / 4 * 4);
    ByteBuffer trie = map.slice(map.position(), trieBytes).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer text = map.slice(map.position() + trieBytes, map.remaining() - trieBytes);
    try {
      StandardCharsets.UTF_8.newDecoder().decode(text.duplicate());
    } catch (CharacterCodingException e) {
      throw new TokenizerException(name + ": its replacements are not UTF-8", e);
    }
    new CharsmapCheck(name, trie.asIntBuffer(), text).visit();
  }

  private static byte[] bytes(String name, String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      // The native reader insists on padding, the Java one does not.
      if (Base64.getEncoder().encodeToString(bytes).equals(base64)) {
        return bytes;
      }
      throw new TokenizerException(name + " is not canonical base64");
    } catch (IllegalArgumentException e) {
      throw new TokenizerException(name + " is not base64: " + e.getMessage(), e);
    }
  }

  private void visit() {
    BitSet seen = new BitSet(units.limit());
    ArrayDeque<Integer> open = new ArrayDeque<>();
    push(offset(units.get(0)), seen, open);
    while (!open.isEmpty()) {
      int state = open.pop();
      for (int label = 1; label < 256; label++) {
        int unit = units.get(state ^ label);
        if ((unit & 0x800000FF) == label) {
          int next = (state ^ label) ^ offset(unit);
          push(next, seen, open);
          if ((unit >> 8 & 1) == 1) {
            checkLeaf(units.get(next) & 0x7FFFFFFF);
          }
        }
      }
    }
  }

  /** Takes a state to visit, if all its 256 transitions lie inside the array. */
  private void push(int state, BitSet seen, ArrayDeque<Integer> open) {
    if (state < 0 || (state | 0xFF) >= units.limit()) {
      throw new TokenizerException(
          name + ": its trie leads to unit " + state + ", but has " + units.limit());
    }
    if (!seen.get(state)) {
      seen.set(state);
      open.push(state);
    }
  }

  private static int offset(int unit) {
    return (unit >>> 10) << ((unit & 0x200) >>> 6);
  }

  private void checkLeaf(int start) {
    boolean inside =
        start == replacements.limit()
            || (start < replacements.limit() && (replacements.get(start) & 0xC0) != 0x80);
    if (!inside) {
      throw new TokenizerException(
          name + ": a replacement starts at byte " + start + " of " + replacements.limit());
    }
  }
}
