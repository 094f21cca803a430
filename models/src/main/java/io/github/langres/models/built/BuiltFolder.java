package io.github.langres.models.built;

import io.github.langres.engine.GraphSource;
import io.github.langres.engine.onnx.OnnxRuntimeInfo;
import io.github.langres.models.ModelException;
import io.github.langres.models.Precision;
import io.github.langres.models.family.Head;
import io.github.langres.models.folder.FolderFiles;
import io.github.langres.models.graph.GraphFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and writes the {@code langres/} part of a model folder: its graphs, built once. */
public final class BuiltFolder {
  private static final Logger LOG = LoggerFactory.getLogger(BuiltFolder.class);
  private static final String WEIGHTS = "weights.bin";

  /** What shapes a graph besides its weights; a change makes the built graphs stale. */
  private static final String CONFIG = "config.json";

  private final Path folder;
  private final BuiltManifest manifest;

  private BuiltFolder(Path folder, BuiltManifest manifest) {
    this.folder = folder;
    this.manifest = manifest;
  }

  /**
   * The built graphs of a model folder, if it has any.
   *
   * @throws ModelException.Folder when the manifest is damaged
   */
  public static Optional<BuiltFolder> of(Path folder) {
    return FolderFiles.find(folder, BuiltManifest.FILE)
        .map(manifest -> new BuiltFolder(folder, BuiltManifest.read(folder)));
  }

  /** The numbers that its graphs multiply in. */
  public Precision precision() {
    return manifest.precision();
  }

  /** The heads that have a graph. */
  public Set<Head> heads() {
    Set<Head> heads = EnumSet.noneOf(Head.class);
    for (Head head : Head.values()) {
      if (manifest.graphs().containsKey(name(head))) {
        heads.add(head);
      }
    }
    return heads;
  }

  /** The size of the built weights. */
  public long bytes() {
    try {
      return Files.size(folder.resolve(BuiltManifest.FILE).resolveSibling(WEIGHTS));
    } catch (IOException e) {
      throw new ModelException.Folder(folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The graph file of a head: the prepacked one on the processor and runtime it was made for. */
  public Optional<Path> graph(Head head) {
    String portable = manifest.graphs().get(name(head));
    String name = prepacked().getOrDefault(name(head), portable);
    if (name == null) {
      return Optional.empty();
    }
    return FolderFiles.find(folder, name)
        .or(
            () -> {
              throw new ModelException.Folder(
                  name + " is missing from " + folder + "; build the folder again");
            });
  }

  private Map<String, String> prepacked() {
    return manifest
        .prepacked()
        .filter(prepacked -> Prepacking.fits(prepacked, manifest.runtime()))
        .map(BuiltManifest.Prepacked::graphs)
        .orElse(Map.of());
  }

  /** The processor that the weights are also packed for. */
  public Optional<String> prepackedFor() {
    return manifest.prepacked().map(BuiltManifest.Prepacked::processor);
  }

  /** True when every file is what the manifest says; reads them all. */
  public boolean matches() {
    for (Map.Entry<String, String> entry : manifest.files().entrySet()) {
      Optional<Path> file = FolderFiles.find(folder, entry.getKey());
      try {
        if (file.isEmpty() || !Hashes.sha256(file.get()).equals(entry.getValue())) {
          LOG.debug("{}/{} differs from {}", folder, entry.getKey(), BuiltManifest.FILE);
          return false;
        }
      } catch (IOException e) {
        throw new ModelException.Folder(
            folder + "/" + entry.getKey() + " cannot be read: " + e.getMessage(), e);
      }
    }
    return true;
  }

  /**
   * Writes the graphs of a model into a folder that already has its {@code config.json}.
   *
   * @param prepack whether to pack the weights for this processor, too
   * @param graphs builds the graph of a head; asked one head after the other
   */
  public static BuiltFolder write(
      Path folder,
      Precision precision,
      boolean prepack,
      Iterable<Head> heads,
      Function<Head, GraphSource.Built> graphs)
      throws IOException {
    Path target = Files.createDirectories(folder.resolve(BuiltManifest.FILE).getParent());
    // Without a manifest a half-written folder is no built folder.
    Files.deleteIfExists(folder.resolve(BuiltManifest.FILE));
    Map<String, String> names = new LinkedHashMap<>();
    Optional<BuiltManifest.Prepacked> prepacked = Optional.empty();
    try (GraphFiles files = GraphFiles.create(target, WEIGHTS)) {
      for (Head head : heads) {
        files.write(name(head) + ".onnx", graphs.apply(head));
        names.put(name(head), "langres/" + name(head) + ".onnx");
      }
      if (prepack) {
        prepacked = Optional.of(Prepacking.write(folder, names, files));
      }
    }
    Map<String, String> hashes = new LinkedHashMap<>();
    hashes.put(CONFIG, Hashes.sha256(folder.resolve(CONFIG)));
    hashes.put("langres/" + WEIGHTS, Hashes.sha256(target.resolve(WEIGHTS)));
    List<String> graphFiles = new ArrayList<>(names.values());
    prepacked.ifPresent(packed -> graphFiles.addAll(packed.graphs().values()));
    for (String file : graphFiles) {
      hashes.put(file, Hashes.sha256(folder.resolve(file)));
    }
    BuiltManifest manifest =
        new BuiltManifest(precision, OnnxRuntimeInfo.version(), names, prepacked, hashes);
    manifest.write(folder);
    return new BuiltFolder(folder, manifest);
  }

  private static String name(Head head) {
    return head.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
