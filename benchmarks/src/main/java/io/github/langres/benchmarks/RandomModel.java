package io.github.langres.benchmarks;

import io.github.langres.cli.bench.RandomCheckpoint;
import io.github.langres.cli.bench.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a checkpoint of a shape with random weights. Arguments: SHAPE FOLDER. */
public final class RandomModel {
  private RandomModel() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[1]);
    Files.createDirectories(folder);
    RandomCheckpoint.write(Shape.parse(args[0]), folder);
  }
}
