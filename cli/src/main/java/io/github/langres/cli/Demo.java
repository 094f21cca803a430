package io.github.langres.cli;

import io.github.langres.models.Chat;
import io.github.langres.models.Classification;
import io.github.langres.models.Classification.ScoredLabel;
import io.github.langres.models.FillMask;
import io.github.langres.models.GenerateOptions;
import io.github.langres.models.GeneratedToken;
import io.github.langres.models.Generation;
import io.github.langres.models.MaskCandidate;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.ModelSource;
import io.github.langres.models.TextClassifier;
import io.github.langres.models.TextEmbedder;
import io.github.langres.models.TextGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

@Command(name = "demo", description = "The bundled French models at work, with timings.")
final class Demo implements Callable<Integer> {
  private static final ModelSource ENCODER = ModelSource.bundled("fr-mini-encoder");
  private static final ModelSource GENERATOR = ModelSource.bundled("fr-mini-generator");
  private static final String DATA = "/io/github/langres/models/frmini/";
  private static final List<String> MASKED =
      List.of(
          "Envoyez une lettre recommandée avec accusé de <mask>.",
          "L’enfant doit être âgé de moins de 18 <mask>.",
          "La carte grise du <mask> doit être modifiée.");
  private static final List<String> SEARCHES =
      List.of(
          "J’ai perdu mon passeport à l’étranger",
          "Mon propriétaire ne me rend pas la caution",
          "Combien de jours de congé pour un mariage ?");
  private static final List<String> QUESTIONS =
      List.of(
          "Comment renouveler ma carte d’identité ?", "Qu’est-ce qu’une rupture conventionnelle ?");

  @SuppressWarnings("UnusedVariable") // Failures looks for the option itself
  @Option(names = "--verbose", description = "Print the stack trace of a failure.")
  private boolean verbose;

  private final PrintWriter out = Terminal.out();

  @Override
  public Integer call() throws IOException {
    style("@|bold Langres|@ — des modèles de langue français, sur cette machine, hors ligne.");
    out.println();
    long firstAnswerMillis = fillMask();
    style(
        String.format(
            Locale.FRENCH,
            "@|faint Première réponse %.1f s après le démarrage de la JVM.|@",
            firstAnswerMillis / 1e3));
    out.println();
    route();
    search();
    answer();
    return 0;
  }

  /** Gives the milliseconds from the start of the JVM to the first answer. */
  private long fillMask() {
    long firstAnswerMillis = 0;
    long start = System.nanoTime();
    try (FillMask model = FillMask.open(ENCODER, ModelOptions.defaults())) {
      title("Mot masqué", start);
      for (String text : MASKED) {
        long before = System.nanoTime();
        List<MaskCandidate> candidates =
            model.fill(text, 8).stream()
                .filter(candidate -> !candidate.token().isBlank())
                .limit(3)
                .toList();
        double millis = (System.nanoTime() - before) / 1e6;
        if (firstAnswerMillis == 0) {
          firstAnswerMillis = ManagementFactory.getRuntimeMXBean().getUptime();
        }
        StringBuilder words = new StringBuilder();
        for (MaskCandidate candidate : candidates) {
          words.append(
              String.format(
                  Locale.FRENCH,
                  "  @|green %s|@ %.0f %%",
                  candidate.token(),
                  100 * candidate.score()));
        }
        style("  " + text.replace("<mask>", "@|bold,cyan ▁▁▁▁|@"));
        style("   " + words + String.format(Locale.FRENCH, "  @|faint (%.1f ms)|@", millis));
      }
    }
    return firstAnswerMillis;
  }

  private void route() throws IOException {
    long start = System.nanoTime();
    try (TextClassifier router = TextClassifier.open(ENCODER, ModelOptions.defaults())) {
      title("Aiguillage de demandes", start);
      List<String> requests = lines("requetes.txt");
      long before = System.nanoTime();
      List<Classification> routes = router.classify(requests);
      double millis = (System.nanoTime() - before) / 1e6;
      for (int i = 0; i < requests.size(); i++) {
        ScoredLabel best = routes.get(i).best();
        style(
            String.format(
                Locale.FRENCH,
                "  %s%n     → @|green %s|@ %.0f %%",
                requests.get(i),
                best.label(),
                100 * best.score()));
      }
      style(
          String.format(
              Locale.FRENCH, "  @|faint %d demandes en %.0f ms.|@", requests.size(), millis));
      out.println();
    }
  }

  private void search() throws IOException {
    long start = System.nanoTime();
    try (TextEmbedder embedder = TextEmbedder.open(ENCODER, ModelOptions.defaults())) {
      title("Recherche par le sens", start);
      List<String> titles = new ArrayList<>();
      for (String line : lines("fiches.tsv")) {
        String[] columns = line.split("\t", -1);
        if (columns.length > 1) {
          titles.add(columns[1]);
        }
      }
      long before = System.nanoTime();
      float[][] index = embedder.embed(titles);
      double seconds = (System.nanoTime() - before) / 1e9;
      style(
          String.format(
              Locale.FRENCH,
              "  @|faint %,d titres de fiches lus en %.1f s, %,.0f textes par seconde.|@",
              titles.size(),
              seconds,
              titles.size() / seconds));
      for (String query : SEARCHES) {
        float[] wanted = embedder.embed(query);
        style("  @|bold,cyan " + query + "|@");
        for (int best : nearest(wanted, index)) {
          style(
              String.format(
                  Locale.FRENCH,
                  "     @|green %.2f|@  %s",
                  dot(wanted, index[best]),
                  titles.get(best)));
        }
      }
    }
  }

  private void answer() {
    long start = System.nanoTime();
    try (TextGenerator llm = TextGenerator.open(GENERATOR, ModelOptions.defaults())) {
      out.println();
      title("Rédaction", start);
      style("  @|faint Un très petit modèle : il imite la langue des fiches, il n’informe pas.|@");
      GenerateOptions options = GenerateOptions.defaults().withMaxNewTokens(120).withSeed(1);
      for (String question : QUESTIONS) {
        style("  @|bold,cyan " + question + "|@");
        out.print("     ");
        Generation answer = llm.generate(Chat.user(question), options, this::write);
        out.println();
        style(
            String.format(
                Locale.FRENCH,
                "     @|faint %d jetons, %,.0f par seconde, premier après %.0f ms.|@",
                answer.completionTokens(),
                answer.timings().tokensPerSecond(),
                answer.timings().prefill().toNanos() / 1e6));
      }
    }
  }

  private void write(GeneratedToken token) {
    out.print(token.text().replace("\n", "\n     "));
    out.flush();
  }

  private static int[] nearest(float[] wanted, float[][] index) {
    int[] best = new int[3];
    float[] scores = {-2, -2, -2};
    for (int i = 0; i < index.length; i++) {
      float score = dot(wanted, index[i]);
      for (int at = 0; at < best.length; at++) {
        if (score > scores[at]) {
          System.arraycopy(best, at, best, at + 1, best.length - at - 1);
          System.arraycopy(scores, at, scores, at + 1, best.length - at - 1);
          best[at] = i;
          scores[at] = score;
          break;
        }
      }
    }
    return best;
  }

  private static float dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private void title(String text, long since) {
    style(
        String.format(
            Locale.FRENCH,
            "@|bold,underline %s|@ @|faint (modèle ouvert en %.0f ms)|@",
            text,
            (System.nanoTime() - since) / 1e6));
  }

  private void style(String text) {
    out.println(Ansi.AUTO.string(text));
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream in = Demo.class.getResourceAsStream(DATA + name)) {
      if (in == null) {
        throw new IOException(name + " is not on the class path; add langres-fr-mini");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    }
  }
}
