package io.github.langres.models.open;

import io.github.langres.models.BuiltModel;
import io.github.langres.models.ModelException;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.Precision;
import io.github.langres.models.built.BuiltFolder;
import io.github.langres.models.family.Head;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.models.safetensors.Weights;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Set;

/** Builds a checkpoint into a folder that opens faster, and measures the difference to fp32. */
final class ModelBuild {
  private final ModelFolder source;
  private final Path target;
  private final Precision precision;
  private final boolean prepack;

  ModelBuild(ModelFolder source, Path target, Precision precision, boolean prepack) {
    this.source = source;
    this.target = target;
    this.precision = precision;
    this.prepack = prepack;
  }

  BuiltModel run() {
    if (!source.hasSafetensors()) {
      throw new ModelException.Unsupported(
          source.path()
              + " has no safetensors weights; only a checkpoint can be built, and an ONNX export"
              + " opens as it is");
    }
    long start = System.nanoTime();
    try {
      Files.createDirectories(target);
      if (!Files.isSameFile(source.path(), target)) {
        copyTheRest();
      }
      Weights weights = Weights.open(source.path());
      Set<Head> heads = GraphDoor.heads(source, weights);
      BuiltFolder built =
          BuiltFolder.write(
              target,
              precision,
              prepack,
              heads,
              head -> GraphDoor.build(source, ModelOptions.defaults(), precision, weights, head));
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      BuildDifference difference = BuildDifference.measure(source, target, precision);
      return new BuiltModel(
          target,
          precision,
          built.prepackedFor(),
          heads.stream().map(Head::words).toList(),
          bytes(weights),
          built.bytes(),
          elapsed,
          difference.meanCosine(),
          difference.minCosine(),
          difference.meanDivergence());
    } catch (IOException e) {
      throw new ModelException.Folder(target + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Everything but the weights at the root, which the graphs replace. */
  private void copyTheRest() throws IOException {
    Path from = source.path();
    Files.walkFileTree(
        from,
        Set.of(),
        3,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = from.relativize(folder).toString();
            return name.equals("onnx") || name.equals("langres") || name.startsWith(".git")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path relative = from.relativize(file);
            boolean weights =
                relative.getNameCount() == 1
                    && relative
                        .toString()
                        .matches(
                            ".*\\.(safetensors|index\\.json|bin|h5|msgpack|onnx|onnx_data|ot)");
            if (!weights && Files.isRegularFile(file)) {
              Path copy = target.resolve(relative);
              Files.createDirectories(copy.getParent());
              Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static long bytes(Weights weights) {
    return weights.names().stream()
        .mapToLong(name -> weights.tensor(name).data().remaining())
        .sum();
  }
}
