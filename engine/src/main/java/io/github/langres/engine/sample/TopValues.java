package io.github.langres.engine.sample;

/** Partial selection: the k-th largest of many, by a heap of k whose root is the smallest. */
final class TopValues {
  private float[] heap = {};

  /** The k-th largest of the first values; k is from 1 to the size. */
  float smallest(float[] values, int size, int k) {
    if (heap.length < k) {
      heap = new float[k];
    }
    System.arraycopy(values, 0, heap, 0, k);
    for (int parent = k / 2 - 1; parent >= 0; parent--) {
      siftDown(parent, k);
    }
    for (int i = k; i < size; i++) {
      if (values[i] > heap[0]) {
        heap[0] = values[i];
        siftDown(0, k);
      }
    }
    return heap[0];
  }

  private void siftDown(int from, int size) {
    float value = heap[from];
    int parent = from;
    while (2 * parent + 1 < size) {
      int child = 2 * parent + 1;
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= value) {
        break;
      }
      heap[parent] = heap[child];
      parent = child;
    }
    heap[parent] = value;
  }
}
