package io.github.langres.engine.sample;

import java.util.Arrays;

/** The ids of the prompt and of the new text, and how often each is in the new text. */
final class TokenHistory {
  private int[] ids = {};
  private int length;
  private int[] distinct = {};
  private int distinctCount;
  // By id; what is not 0 here belongs to a distinct id, so that clearing touches only those.
  private boolean[] seen = {};
  private int[] newCounts = {};

  void begin(int[] prompt) {
    for (int i = 0; i < distinctCount; i++) {
      seen[distinct[i]] = false;
      newCounts[distinct[i]] = 0;
    }
    distinctCount = 0;
    length = 0;
    for (int id : prompt) {
      see(id);
    }
  }

  /** Adds an id of the new text. */
  void add(int id) {
    see(id);
    newCounts[id]++;
  }

  private void see(int id) {
    if (length == ids.length) {
      ids = Arrays.copyOf(ids, Math.max(256, length * 2));
    }
    ids[length++] = id;
    if (id >= seen.length) {
      int size = Math.max(id + 1, seen.length * 2);
      seen = Arrays.copyOf(seen, size);
      newCounts = Arrays.copyOf(newCounts, size);
    }
    if (!seen[id]) {
      seen[id] = true;
      if (distinctCount == distinct.length) {
        distinct = Arrays.copyOf(distinct, Math.max(256, distinctCount * 2));
      }
      distinct[distinctCount++] = id;
    }
  }

  int length() {
    return length;
  }

  int id(int index) {
    return ids[index];
  }

  int distinctCount() {
    return distinctCount;
  }

  int distinct(int index) {
    return distinct[index];
  }

  int newCount(int id) {
    return newCounts[id];
  }
}
