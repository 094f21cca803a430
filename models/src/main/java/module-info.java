/** What a model folder is, and typed tasks. */
@org.jspecify.annotations.NullMarked
module io.github.langres.models {
  requires static org.jspecify;
  requires transitive io.github.langres.tokenizer;
  requires transitive io.github.langres.engine;
  requires org.tribuo.util.onnx;
  requires com.google.protobuf;
  requires com.fasterxml.jackson.core;
  requires org.slf4j;
  requires java.net.http;
  requires java.management;
  requires jdk.management;

  exports io.github.langres.models;

  uses io.github.langres.models.ModelOpener;
  uses io.github.langres.models.ModelHub;

  provides io.github.langres.models.ModelOpener with
      io.github.langres.models.open.Opener;
  provides io.github.langres.models.ModelHub with
      io.github.langres.models.hub.HubDownloader;
}
