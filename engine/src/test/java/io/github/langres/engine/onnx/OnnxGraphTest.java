package io.github.langres.engine.onnx;

import static io.github.langres.engine.onnx.TinyGraphs.direct;
import static io.github.langres.engine.onnx.TinyGraphs.floats;
import static io.github.langres.engine.onnx.TinyGraphs.toFloats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.ElementType;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphOptions;
import io.github.langres.engine.GraphRun;
import io.github.langres.engine.GraphSource;
import io.github.langres.engine.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxGraphTest {
  private static final GraphOptions ONE_THREAD = GraphOptions.defaults().withThreads(1);

  private static Graph open(byte[] model) {
    return open(model, Map.of());
  }

  private static Graph open(byte[] model, Map<String, GraphSource.Weight> weights) {
    return OnnxGraphs.open(new GraphSource.Built(model, weights), ONE_THREAD);
  }

  private static GraphSource.Weight weight(ByteBuffer data, long... shape) {
    return new GraphSource.Weight(ElementType.FLOAT32, shape, data);
  }

  @Test
  void signature_ofAdd_saysNamesTypesAndAxes() {
    try (Graph graph = open(TinyGraphs.matMul(), Map.of("w", weight(direct(24), 2, 3)))) {
      assertThat(graph.signature().inputs())
          .containsExactly(new TensorSpec("x", ElementType.FLOAT32, List.of("n", "2")));
      assertThat(graph.signature().outputs())
          .containsExactly(new TensorSpec("y", ElementType.FLOAT32, List.of("n", "3")));
    }
  }

  @Test
  void run_add_givesTheSum() {
    try (Graph graph = open(TinyGraphs.add());
        GraphRun run = graph.newRun()) {
      run.bindInput("a", floats(1, 2, 3), 3);
      run.bindInput("b", floats(10, 20, 30), 3);
      run.run(Cancellation.NONE);
      assertThat(toFloats(run.output("sum"))).containsExactly(11, 22, 33);
      assertThat(run.outputShape("sum")).containsExactly(3);
    }
  }

  @Test
  void run_changedContents_needsNoNewBinding() {
    try (Graph graph = open(TinyGraphs.add());
        GraphRun run = graph.newRun()) {
      ByteBuffer a = floats(1);
      run.bindInput("a", a, 1);
      run.bindInput("b", floats(10), 1);
      run.run(Cancellation.NONE);
      a.putFloat(0, 5);
      run.bindInput("a", a, 1);
      run.run(Cancellation.NONE);
      assertThat(toFloats(run.output("sum"))).containsExactly(15);
    }
  }

  @Test
  void run_pinnedOutput_writesIntoTheCallersRange() {
    try (Graph graph = open(TinyGraphs.add());
        GraphRun run = graph.newRun()) {
      ByteBuffer target = floats(7, 0, 0, 7).position(4).limit(12);
      run.bindInput("a", floats(1, 2), 2);
      run.bindInput("b", floats(10, 20), 2);
      run.bindOutput("sum", target, 2);
      run.run(Cancellation.NONE);
      assertThat(toFloats(run.output("sum"))).containsExactly(11, 22);
      assertThat(run.outputShape("sum")).containsExactly(2);
      assertThat(toFloats(target.clear())).containsExactly(7, 11, 22, 7);
    }
  }

  @Test
  void run_sameBufferInAndOut_addsInPlace() {
    try (Graph graph = open(TinyGraphs.add());
        GraphRun run = graph.newRun()) {
      ByteBuffer cache = floats(1, 2);
      run.bindInput("a", cache, 2);
      run.bindInput("b", floats(10, 20), 2);
      run.bindOutput("sum", cache, 2);
      run.run(Cancellation.NONE);
      run.run(Cancellation.NONE);
      assertThat(toFloats(cache)).containsExactly(21, 42);
    }
  }

  @Test
  void run_slicesOfOneBuffer_readsTheirRanges() {
    try (Graph graph = open(TinyGraphs.add());
        GraphRun run = graph.newRun()) {
      ByteBuffer slab = floats(1, 2, 10, 20);
      run.bindInput("a", slab.limit(8), 2);
      run.bindInput("b", slab.limit(16).position(8), 2);
      slab.clear();
      run.run(Cancellation.NONE);
      assertThat(toFloats(run.output("sum"))).containsExactly(11, 22);
    }
  }

  @Test
  void run_noElements_givesNoElements() {
    try (Graph graph = open(TinyGraphs.add());
        GraphRun run = graph.newRun()) {
      run.bindInput("a", direct(0), 0);
      run.bindInput("b", direct(0), 0);
      run.run(Cancellation.NONE);
      assertThat(run.output("sum").remaining()).isZero();
      assertThat(run.outputShape("sum")).containsExactly(0);
    }
  }

  @Test
  void run_weightsInDirectMemory_areUsed() {
    ByteBuffer w = floats(1, 2, 3, 4, 5, 6);
    try (Graph graph = open(TinyGraphs.matMul(), Map.of("w", weight(w, 2, 3)));
        GraphRun run = graph.newRun()) {
      run.bindInput("x", floats(1, 10), 1, 2);
      run.run(Cancellation.NONE);
      assertThat(toFloats(run.output("y"))).containsExactly(41, 52, 63);
    }
  }

  @Test
  void run_weightsInAMappedFile_areUsedAtTheirOffset(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("weights");
    ByteBuffer content = floats(9, 0, 1, 2, 3, 4, 5, 6, 7);
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    Files.write(file, bytes);
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()).position(4);
      try (Graph graph = open(TinyGraphs.gather(), Map.of("w", weight(mapped, 4, 2)));
          GraphRun run = graph.newRun()) {
        ByteBuffer ids = direct(8);
        ids.asIntBuffer().put(new int[] {3, 0});
        run.bindInput("ids", ids, 1, 2);
        run.run(Cancellation.NONE);
        assertThat(toFloats(run.output("y"))).containsExactly(6, 7, 0, 1);
      }
    }
  }

  @Test
  void run_weightsOutOfScope_stayReachable() {
    try (Graph graph = open(TinyGraphs.gather(), Map.of("w", weight(floats(new float[8]), 4, 2)));
        GraphRun run = graph.newRun()) {
      for (int i = 0; i < 5; i++) {
        System.gc();
        ByteBuffer other = direct(1 << 20);
        other.putFloat(0, i);
      }
      run.bindInput("ids", direct(4), 1, 1);
      run.run(Cancellation.NONE);
      assertThat(toFloats(run.output("y"))).containsExactly(0, 0);
    }
  }

  @Test
  void run_float16Output_givesRawHalves() {
    byte[] model =
        TinyGraphs.model(
            TinyGraphs.graph()
                .addInput(TinyGraphs.value("x", TinyGraphs.FLOAT, "n"))
                .addOutput(TinyGraphs.value("y", TinyGraphs.FLOAT16, "n"))
                .addNode(TinyGraphs.cast("x", "y", TinyGraphs.FLOAT16)));
    try (Graph graph = open(model);
        GraphRun run = graph.newRun()) {
      run.bindInput("x", floats(1, -2), 2);
      run.run(Cancellation.NONE);
      ByteBuffer halves = run.output("y");
      assertThat(halves.remaining()).isEqualTo(4);
      assertThat(halves.getShort(0)).isEqualTo((short) 0x3c00);
      assertThat(halves.getShort(2)).isEqualTo((short) 0xc000);
    }
  }

  @Test
  void bindInput_unknownName_listsTheInputs() {
    try (Graph graph = open(TinyGraphs.add());
        GraphRun run = graph.newRun()) {
      assertThatThrownBy(() -> run.bindInput("c", floats(1), 1))
          .isInstanceOf(EngineException.Run.class)
          .hasMessageContaining("\"c\"")
          .hasMessageContaining("[a, b]");
      assertThatThrownBy(() -> run.bindOutput("a", floats(1), 1))
          .isInstanceOf(EngineException.Run.class)
          .hasMessageContaining("[sum]");
    }
  }

  @Test
  void bindInput_wrongSize_saysBothSizes() {
    try (Graph graph = open(TinyGraphs.add());
        GraphRun run = graph.newRun()) {
      assertThatThrownBy(() -> run.bindInput("a", floats(1, 2), 3))
          .isInstanceOf(EngineException.Run.class)
          .hasMessageContaining("needs 12 bytes")
          .hasMessageContaining("has 8");
      assertThatThrownBy(() -> run.bindInput("a", floats(1), -1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> run.bindInput("a", floats(1), Long.MAX_VALUE, 4))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void bindInput_heapOrForeignOrder_isRefused() {
    try (Graph graph = open(TinyGraphs.add());
        GraphRun run = graph.newRun()) {
      ByteBuffer heap = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
      assertThatThrownBy(() -> run.bindInput("a", heap, 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> run.bindInput("a", floats(1).order(ByteOrder.BIG_ENDIAN), 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void run_shapesThatDoNotFit_failsAndStaysUsable() {
    try (Graph graph = open(TinyGraphs.add());
        GraphRun run = graph.newRun()) {
      run.bindInput("a", floats(1, 2), 2);
      run.bindInput("b", floats(1, 2, 3), 3);
      assertThatThrownBy(() -> run.run(Cancellation.NONE)).isInstanceOf(EngineException.Run.class);
      assertThatThrownBy(() -> run.output("sum")).isInstanceOf(IllegalStateException.class);
      run.bindInput("b", floats(1, 2), 2);
      run.run(Cancellation.NONE);
      assertThat(toFloats(run.output("sum"))).containsExactly(2, 4);
    }
  }

  @Test
  void run_wrongRank_fails() {
    try (Graph graph = open(TinyGraphs.add());
        GraphRun run = graph.newRun()) {
      run.bindInput("a", floats(1, 2), 2, 1);
      run.bindInput("b", floats(1, 2), 2);
      assertThatThrownBy(() -> run.run(Cancellation.NONE))
          .isInstanceOf(EngineException.Run.class)
          .hasMessageContaining("rank");
    }
  }

  @Test
  void run_pinnedOutputOfWrongShape_fails() {
    try (Graph graph = open(TinyGraphs.add());
        GraphRun run = graph.newRun()) {
      run.bindInput("a", floats(1, 2), 2);
      run.bindInput("b", floats(1, 2), 2);
      run.bindOutput("sum", floats(1, 2, 3), 3);
      assertThatThrownBy(() -> run.run(Cancellation.NONE)).isInstanceOf(EngineException.Run.class);
    }
  }

  @Test
  void run_missingInput_namesIt() {
    try (Graph graph = open(TinyGraphs.add());
        GraphRun run = graph.newRun()) {
      run.bindInput("a", floats(1), 1);
      assertThatThrownBy(() -> run.run(Cancellation.NONE))
          .isInstanceOf(EngineException.Run.class)
          .hasMessageContaining("[b]");
    }
  }

  @Test
  void run_cancelledBefore_throwsCancelled() {
    try (Graph graph = open(TinyGraphs.add());
        GraphRun run = graph.newRun()) {
      run.bindInput("a", floats(1), 1);
      run.bindInput("b", floats(1), 1);
      Cancellation cancellation = new Cancellation();
      cancellation.cancel();
      assertThatThrownBy(() -> run.run(cancellation)).isInstanceOf(EngineException.Cancelled.class);
      run.run(new Cancellation());
      assertThat(toFloats(run.output("sum"))).containsExactly(2);
    }
  }
}
