package io.github.langres.engine;

/** Where a graph runs. A device that is not there is an error, never a silent fallback. */
public sealed interface Device {

  /** The processor. */
  static Device cpu() {
    return new Cpu();
  }

  /** The NVIDIA device of that index. */
  static Device cuda(int index) {
    return new Cuda(index);
  }

  /**
   * Reads {@code cpu}, {@code cuda} or {@code cuda:1}.
   *
   * @throws IllegalArgumentException for any other text
   */
  static Device parse(String text) {
    if (text.equals("cpu")) {
      return cpu();
    }
    if (text.equals("cuda")) {
      return cuda(0);
    }
    if (text.matches("cuda:\\d{1,3}")) {
      return cuda(Integer.parseInt(text.substring(5)));
    }
    throw new IllegalArgumentException(
        "unknown device \"" + text + "\"; expected cpu, cuda or cuda:N");
  }

  /** The processor. */
  record Cpu() implements Device {
    @Override
    public String toString() {
      return "cpu";
    }
  }

  /**
   * An NVIDIA device; needs the {@code onnxruntime_gpu} artifact on the class path.
   *
   * @param index as CUDA counts them, from 0
   */
  record Cuda(int index) implements Device {
    public Cuda {
      if (index < 0) {
        throw new IllegalArgumentException("device index must be 0 or more, got " + index);
      }
    }

    @Override
    public String toString() {
      return "cuda:" + index;
    }
  }
}
