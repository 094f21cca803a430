package io.github.langres.engine.onnx;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphRun;
import io.github.langres.engine.GraphSignature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A graph whose inputs are changed before each run: what a faulty loop would give it. */
record SpoiledGraph(Graph inner, Consumer<Map<String, ByteBuffer>> fault) implements Graph {

  @Override
  public GraphSignature signature() {
    return inner.signature();
  }

  @Override
  public GraphRun newRun() {
    return new Run(inner.newRun(), fault, new HashMap<>());
  }

  @Override
  public void close() {
    inner.close();
  }

  private record Run(
      GraphRun inner, Consumer<Map<String, ByteBuffer>> fault, Map<String, ByteBuffer> inputs)
      implements GraphRun {

    @Override
    public void bindInput(String name, ByteBuffer data, long... shape) {
      inputs.put(name, data.slice().order(ByteOrder.nativeOrder()));
      inner.bindInput(name, data, shape);
    }

    @Override
    public void bindOutput(String name, ByteBuffer data, long... shape) {
      inner.bindOutput(name, data, shape);
    }

    @Override
    public void run(Cancellation cancellation) {
      fault.accept(inputs);
      inner.run(cancellation);
    }

    @Override
    public ByteBuffer output(String name) {
      return inner.output(name);
    }

    @Override
    public long[] outputShape(String name) {
      return inner.outputShape(name);
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
