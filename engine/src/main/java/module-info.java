/** Token ids to numbers to token ids. */
@org.jspecify.annotations.NullMarked
module io.github.langres.engine {
  requires static org.jspecify;
  requires com.microsoft.onnxruntime;
  requires org.slf4j;
  requires jdk.jfr;

  exports io.github.langres.engine;
  // The rooms that the tasks assemble; not an API for users.
  exports io.github.langres.engine.onnx to
      io.github.langres.models,
      io.github.langres.benchmarks;
  exports io.github.langres.engine.batch to
      io.github.langres.models,
      io.github.langres.benchmarks;
  exports io.github.langres.engine.encode to
      io.github.langres.models,
      io.github.langres.benchmarks;
  exports io.github.langres.engine.generate to
      io.github.langres.models,
      io.github.langres.benchmarks;
  exports io.github.langres.engine.sample to
      io.github.langres.models,
      io.github.langres.benchmarks;
  exports io.github.langres.engine.memory to
      io.github.langres.models;
  exports io.github.langres.engine.schedule to
      io.github.langres.models,
      io.github.langres.benchmarks;
}
