package io.github.langres.engine.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Replays {@code models/training/goldens/sampling.py}: what transformers' processors leave. */
class SamplerGoldenTest {
  private static final double TOLERANCE = 1e-6;

  private final Map<String, float[]> logits = new HashMap<>();
  private final Map<String, int[]> ids = new HashMap<>();
  private int cases;

  @Test
  void chains_ofTransformers_leaveTheSameIdsWithTheSameProbabilities() throws IOException {
    List<String> lines = lines();
    for (int i = 0; i < lines.size(); i++) {
      String[] words = lines.get(i).split(" ");
      switch (words[0]) {
        case "logits" -> logits.put(words[1], floats(words));
        case "ids" -> ids.put(words[1], ints(words));
        case "case" -> check(words, lines.get(i + 1).split(" "), lines.get(i + 2).split(" "));
        default -> assertThat(words[0]).isIn("greedy", "left");
      }
    }
    assertThat(cases).isGreaterThan(200);
  }

  private void check(String[] words, String[] greedy, String[] left) {
    cases++;
    String name = String.join(" ", words);
    float[] values = logits.get(words[1]);
    int[] history = ids.get(words[2]);
    SamplingOptions options = options(words);

    Sampler sampler = new Sampler();
    sampler.begin(options.withTemperature(0), history);
    int id = sampler.next(FloatBuffer.wrap(values));
    assertThat(id).as(name).isEqualTo(Integer.parseInt(greedy[1]));

    sampler.begin(options, history);
    sampler.next(FloatBuffer.wrap(values));
    Map<Integer, Double> expected = new TreeMap<>();
    Arrays.stream(left)
        .skip(1)
        .map(pair -> pair.split(":"))
        .forEach(pair -> expected.put(Integer.valueOf(pair[0]), Double.valueOf(pair[1])));
    Map<Integer, Double> actual = probabilities(sampler.candidates());
    assertThat(actual.keySet()).as(name).isEqualTo(expected.keySet());
    expected.forEach(
        (key, value) -> assertThat(actual.get(key)).as(name).isCloseTo(value, within(TOLERANCE)));
  }

  static Map<Integer, Double> probabilities(Candidates candidates) {
    Map<Integer, Double> probabilities = new TreeMap<>();
    for (int i = 0; i < candidates.count(); i++) {
      probabilities.put(candidates.id(i), candidates.weight(i) / candidates.total());
    }
    return probabilities;
  }

  private static SamplingOptions options(String[] words) {
    SamplingOptions options = SamplingOptions.defaults().withTemperature(1);
    for (int i = 3; i < words.length; i++) {
      String[] pair = words[i].split("=");
      options =
          switch (pair[0]) {
            case "temperature" -> options.withTemperature(Float.parseFloat(pair[1]));
            case "topK" -> options.withTopK(Integer.parseInt(pair[1]));
            case "topP" -> options.withTopP(Float.parseFloat(pair[1]));
            case "minP" -> options.withMinP(Float.parseFloat(pair[1]));
            case "repetitionPenalty" -> options.withRepetitionPenalty(Float.parseFloat(pair[1]));
            case "noRepeatNgramSize" -> options.withNoRepeatNgramSize(Integer.parseInt(pair[1]));
            case "suppress" -> options.withSuppressedIds(idSet(pair[1]));
            default -> throw new AssertionError(words[i]);
          };
    }
    return options;
  }

  private static Set<Integer> idSet(String list) {
    return Arrays.stream(list.split(",")).map(Integer::valueOf).collect(Collectors.toSet());
  }

  private static float[] floats(String[] words) {
    float[] values = new float[words.length - 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Double.parseDouble(words[i + 2]);
    }
    return values;
  }

  private static int[] ints(String[] words) {
    return Arrays.stream(words).skip(2).mapToInt(Integer::parseInt).toArray();
  }

  private static List<String> lines() throws IOException {
    try (InputStream stream = SamplerGoldenTest.class.getResourceAsStream("/sample/sampling.txt")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
