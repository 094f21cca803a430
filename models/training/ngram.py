"""Interpolated Kneser-Ney n-grams over token ids: what the generator has to beat.

Kneser & Ney 1995, one discount an order (Chen & Goodman 1998). An n-gram is one uint64 number in
base `vocabulary`: 6144^5 still fits.
"""

import numpy as np


def rows(ids, order):
    """[positions, order] of consecutive ids."""
    return np.lib.stride_tricks.sliding_window_view(ids, order)


class KneserNey:
    def __init__(self, ids, vocabulary, order=5):
        assert vocabulary**order < 2**64
        self.base, self.order, self.tables = np.uint64(vocabulary), order, []
        grams, counts = np.unique(self.key(rows(ids, order)), return_counts=True)
        for n in range(order, 0, -1):
            twos = (counts == 2).sum()
            discount = (counts == 1).sum() / ((counts == 1).sum() + 2 * max(twos, 1))
            self.tables.insert(0, (grams, counts, discount, *self.contexts(grams, counts)))
            if n > 1:  # a lower order counts the different words seen in front
                grams, counts = np.unique(grams % self.base ** np.uint64(n - 1), return_counts=True)

    def key(self, grams):
        out = np.zeros(len(grams), np.uint64)
        for column in grams.T:
            out = out * self.base + column.astype(np.uint64)
        return out

    def contexts(self, grams, counts):
        heads, first, kinds = np.unique(grams // self.base, return_index=True, return_counts=True)
        return heads, np.add.reduceat(counts, first), kinds

    @staticmethod
    def find(table, keys, *values):
        """The values at each key, 0 where it is absent."""
        at = np.minimum(np.searchsorted(table, keys), len(table) - 1)
        hit = table[at] == keys
        return [np.where(hit, v[at], 0) for v in values]

    def nats(self, ids):
        """-log p of every id from position order-1 on."""
        windows = rows(ids, self.order)
        probability = np.full(len(windows), 1.0 / float(self.base))
        for n in range(1, self.order + 1):
            grams, counts, discount, heads, totals, kinds = self.tables[n - 1]
            keys = self.key(windows[:, self.order - n :])
            (count,) = self.find(grams, keys, counts)
            total, kind = self.find(heads, keys // self.base, totals, kinds)
            seen = total > 0
            total = np.maximum(total, 1)
            mixed = np.maximum(count - discount, 0) / total + discount * kind / total * probability
            probability = np.where(seen, mixed, probability)
        return -np.log(probability)
