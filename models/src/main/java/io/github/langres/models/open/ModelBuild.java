package io.github.langres.models.open;

import io.github.langres.models.BuiltModel;
import io.github.langres.models.ForwardPass;
import io.github.langres.models.ModelException;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.ModelSource;
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
import java.util.List;
import java.util.Set;

/** Builds a checkpoint into a folder that opens faster, and measures the difference to fp32. */
final class ModelBuild {
  private static final List<String> SAMPLE =
      List.of(
          "Comment renouveler une carte d’identité périmée ?",
          "Je n’ai plus d’électricité depuis ce matin.",
          "Le salarié dispose d’un délai de trois jours pour transmettre son arrêt de travail.",
          "Bonjour, ma déclaration d’impôts comporte une erreur : que dois-je faire ?",
          "Où ?",
          "L’accueil est ouvert du lundi au vendredi, de 9 h à 17 h, sauf les jours fériés.",
          "Merci beaucoup pour votre aide « rapide et efficace » !",
          "Le dossier doit contenir un justificatif de domicile, deux photos d’identité récentes,"
              + " l’ancien titre et, pour un mineur, l’autorisation d’un parent.");

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
              head -> GraphDoor.build(source, precision, weights, head));
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      double[] cosines = cosines();
      return new BuiltModel(
          target,
          precision,
          built.prepackedFor(),
          heads.stream().map(Head::words).toList(),
          bytes(weights),
          built.bytes(),
          elapsed,
          mean(cosines),
          least(cosines));
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

  private double[] cosines() {
    ModelOptions options = ModelOptions.defaults();
    double[] cosines = new double[SAMPLE.size()];
    try (ForwardPass reference =
            new Opener()
                .openForwardPass(
                    ModelSource.folder(source.path()), options.withPrecision(Precision.FP32));
        ForwardPass built =
            new Opener()
                .openForwardPass(ModelSource.folder(target), options.withPrecision(precision))) {
      for (int i = 0; i < cosines.length; i++) {
        cosines[i] = cosine(reference, built, i);
      }
    }
    return cosines;
  }

  private double cosine(ForwardPass reference, ForwardPass built, int sample) {
    float[] expected;
    float[] actual;
    if (source.hasTokenizer()) {
      expected = reference.forward(SAMPLE.get(sample)).data();
      actual = built.forward(SAMPLE.get(sample)).data();
    } else {
      int[] ids =
          SAMPLE.get(sample).chars().map(c -> c % 97).limit(source.maxPositions()).toArray();
      expected = reference.forward(ids, new int[0]).data();
      actual = built.forward(ids, new int[0]).data();
    }
    double dot = 0;
    double a = 0;
    double b = 0;
    for (int i = 0; i < expected.length; i++) {
      dot += (double) expected[i] * actual[i];
      a += (double) expected[i] * expected[i];
      b += (double) actual[i] * actual[i];
    }
    return dot / Math.sqrt(a * b);
  }

  private static long bytes(Weights weights) {
    return weights.names().stream()
        .mapToLong(name -> weights.tensor(name).data().remaining())
        .sum();
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double least(double[] values) {
    double least = Double.POSITIVE_INFINITY;
    for (double value : values) {
      least = Math.min(least, value);
    }
    return least;
  }
}
