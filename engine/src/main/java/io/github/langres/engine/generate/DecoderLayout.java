package io.github.langres.engine.generate;

import io.github.langres.engine.ElementType;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.GraphSignature;
import io.github.langres.engine.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A decoder's inputs and outputs, checked. Three kinds of graphs are known by what they declare:
 * ours, with {@code seqlens_k} and a shared cache; optimum's, with {@code attention_mask} and a
 * cache that grows; onnxruntime-genai's, with {@code attention_mask} and, as an option says, a
 * shared cache.
 *
 * @param shared whether past and present are one buffer
 * @param lastOnly whether there are logits for the last position only
 * @param vocabulary the number of logits, or 0 when the graph does not declare it
 */
record DecoderLayout(
    Map<InputRole, TensorSpec> inputs,
    List<CacheTensor> caches,
    TensorSpec logits,
    boolean shared,
    boolean lastOnly,
    int vocabulary) {
  private static final String LOGITS = "logits";
  private static final String PAST = "past_key_values.";
  private static final String PRESENT = "present.";
  private static final List<ElementType> FLOATS =
      List.of(ElementType.FLOAT32, ElementType.FLOAT16, ElementType.BFLOAT16);

  static DecoderLayout of(GraphSignature signature, boolean sharedCache) {
    Map<InputRole, TensorSpec> inputs = new EnumMap<>(InputRole.class);
    List<CacheTensor> caches = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (TensorSpec input : signature.inputs()) {
      if (input.name().startsWith(PAST)) {
        caches.add(cache(input, signature));
      } else {
        InputRole.named(input.name())
            .ifPresentOrElse(role -> inputs.put(role, input), () -> unknown.add(input.name()));
      }
    }
    if (!unknown.isEmpty() || caches.isEmpty() || !inputs.containsKey(InputRole.INPUT_IDS)) {
      throw new EngineException.Load(
          "the graph is no decoder with a KV cache: expected past_key_values.N.key and .value,"
              + " input_ids and any of "
              + Arrays.toString(InputRole.values())
              + ", got "
              + names(signature.inputs())
              + "; export a model for text generation with past");
    }
    inputs.forEach(DecoderLayout::check);
    TensorSpec logits = logits(signature);
    return new DecoderLayout(
        inputs,
        List.copyOf(caches),
        logits,
        shares(inputs, sharedCache),
        logits.dimensions().get(1).equals("1"),
        number(logits.dimensions().get(2)));
  }

  private static boolean shares(Map<InputRole, TensorSpec> inputs, boolean sharedCache) {
    if (inputs.containsKey(InputRole.SEQLENS_K)) {
      return true;
    }
    if (!inputs.containsKey(InputRole.ATTENTION_MASK)) {
      throw new EngineException.Load(
          "the graph has neither seqlens_k nor attention_mask, so it cannot tell how much of a KV"
              + " cache is filled");
    }
    if (sharedCache && inputs.containsKey(InputRole.USE_CACHE_BRANCH)) {
      throw new EngineException.Load(
          "a graph with use_cache_branch cannot share its cache; leave DecodeOptions.sharedCache"
              + " off");
    }
    return sharedCache;
  }

  private static CacheTensor cache(TensorSpec past, GraphSignature signature) {
    String name = PRESENT + past.name().substring(PAST.length());
    TensorSpec present =
        signature
            .output(name)
            .orElseThrow(
                () ->
                    new EngineException.Load(
                        "input \""
                            + past.name()
                            + "\" needs the output \""
                            + name
                            + "\"; the graph has "
                            + names(signature.outputs())));
    int heads = past.rank() == 4 ? number(past.dimensions().get(1)) : 0;
    int size = past.rank() == 4 ? number(past.dimensions().get(3)) : 0;
    if (heads == 0 || size == 0 || present.type() != past.type()) {
      throw new EngineException.Load(
          "cannot keep a KV cache for "
              + past
              + " and "
              + present
              + "; expected [batch, heads, tokens, size] with numbers for heads and size, and one"
              + " type for both");
    }
    return new CacheTensor(past.name(), name, past.type(), heads, size);
  }

  private static void check(InputRole role, TensorSpec spec) {
    if (spec.rank() != role.rank() || !DecoderInput.takes(role, spec.type())) {
      throw new EngineException.Load(
          "input "
              + spec
              + " is not what a decoder takes; expected "
              + role.rank()
              + " axes of "
              + (role == InputRole.USE_CACHE_BRANCH ? "BOOL" : "INT64 or INT32"));
    }
  }

  private static TensorSpec logits(GraphSignature signature) {
    TensorSpec logits =
        signature
            .output(LOGITS)
            .orElseThrow(
                () ->
                    new EngineException.Load(
                        "the graph is no decoder: it has no output \"logits\", only "
                            + names(signature.outputs())));
    if (logits.rank() != 3 || !FLOATS.contains(logits.type())) {
      throw new EngineException.Load(
          "output " + logits + " is not [batch, sequence, vocabulary] of floats");
    }
    return logits;
  }

  /** The number that a dimension is, or 0 for a symbol. */
  private static int number(String dimension) {
    return dimension.matches("\\d{1,9}") ? Integer.parseInt(dimension) : 0;
  }

  private static List<String> names(List<TensorSpec> specs) {
    return specs.stream().map(TensorSpec::name).toList();
  }

  /** What one token of one row takes in the KV cache. */
  long cacheBytesPerToken() {
    return caches.stream().mapToLong(CacheTensor::bytesPerToken).sum();
  }

  /**
   * The most tokens that one run may put behind a past.
   *
   * @param wanted how many are wanted
   */
  int chunk(int wanted, int past) {
    if (singleAfterPast()) {
      return past > 0 ? 1 : fitting(Integer.MAX_VALUE);
    }
    // Logits of all positions are the largest tensor by far: 100 MB for 512 tokens of 49,152.
    return lastOnly ? wanted : Math.min(wanted, fitting(DecoderOutput.MAX_RETAINED_BYTES));
  }

  private int fitting(int bytes) {
    return Math.max(1, bytes / Math.max(1, vocabulary * logits.type().bytes()));
  }

  /**
   * Whether tokens behind a past go in one at a time. The branch with a past of optimum's merged
   * graphs was traced with one token: with more it has no causal mask.
   */
  boolean singleAfterPast() {
    return inputs.containsKey(InputRole.USE_CACHE_BRANCH);
  }
}
