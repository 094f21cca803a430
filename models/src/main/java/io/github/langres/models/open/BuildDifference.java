package io.github.langres.models.open;

import io.github.langres.models.ForwardPass;
import io.github.langres.models.ForwardPass.FloatTensor;
import io.github.langres.models.ModelException;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.ModelSource;
import io.github.langres.models.Precision;
import io.github.langres.models.folder.ModelFolder;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a built folder is from its checkpoint in fp32; all NaN when that does not fit into the
 * memory.
 */
record BuildDifference(double meanCosine, double minCosine, double meanDivergence) {
  private static final Logger LOG = LoggerFactory.getLogger(BuildDifference.class);
  private static final BuildDifference UNKNOWN =
      new BuildDifference(Double.NaN, Double.NaN, Double.NaN);
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

  static BuildDifference measure(ModelFolder source, Path target, Precision precision) {
    ModelOptions fp32 = ModelOptions.defaults().withPrecision(Precision.FP32);
    if (!MemoryPlans.fits(source, fp32)) {
      return UNKNOWN;
    }
    try {
      return measure(source, fp32, target, precision);
    } catch (OutOfMemoryError | ModelException.Unsupported e) {
      LOG.debug("{}: the difference to fp32 is not measured: {}", target, e.getMessage());
      return UNKNOWN;
    }
  }

  private static BuildDifference measure(
      ModelFolder source, ModelOptions fp32, Path target, Precision precision) {
    Opener opener = new Opener();
    double cosines = 0;
    double least = Double.POSITIVE_INFINITY;
    double divergences = 0;
    try (ForwardPass reference = opener.openForwardPass(ModelSource.folder(source.path()), fp32);
        ForwardPass built =
            opener.openForwardPass(ModelSource.folder(target), fp32.withPrecision(precision))) {
      for (String text : SAMPLE) {
        FloatTensor expected = forward(source, reference, text);
        FloatTensor actual = forward(source, built, text);
        double cosine = cosine(expected.data(), actual.data());
        cosines += cosine;
        least = Math.min(least, cosine);
        divergences += Decoders.is(source) ? divergence(expected, actual) : 0;
      }
    }
    return new BuildDifference(cosines / SAMPLE.size(), least, divergences / SAMPLE.size());
  }

  private static FloatTensor forward(ModelFolder source, ForwardPass pass, String text) {
    if (source.hasTokenizer()) {
      return pass.forward(text);
    }
    int[] ids = text.chars().map(c -> c % 97).limit(source.maxPositions()).toArray();
    return pass.forward(ids, new int[0]);
  }

  private static double cosine(float[] expected, float[] actual) {
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

  /** The mean over the rows of the Kullback-Leibler divergence of their softmaxes, in nats. */
  private static double divergence(FloatTensor expected, FloatTensor actual) {
    int rows = (int) expected.shape()[0];
    int width = (int) expected.shape()[1];
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      double expectedTotal = logSumExp(expected.data(), row * width, width);
      double actualTotal = logSumExp(actual.data(), row * width, width);
      for (int i = row * width; i < (row + 1) * width; i++) {
        double logP = expected.data()[i] - expectedTotal;
        sum += Math.exp(logP) * (logP - (actual.data()[i] - actualTotal));
      }
    }
    return sum / rows;
  }

  private static double logSumExp(float[] values, int from, int size) {
    double most = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + size; i++) {
      most = Math.max(most, values[i]);
    }
    double sum = 0;
    for (int i = from; i < from + size; i++) {
      sum += Math.exp(values[i] - most);
    }
    return most + Math.log(sum);
  }
}
