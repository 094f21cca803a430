package io.github.langres.models.task;

import io.github.langres.models.ModelException;
import io.github.langres.models.PoolingMode;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code 1_Pooling/config.json}: one flag a mode, or since version 5 their names. */
record PoolingConfig(List<PoolingMode> modes, boolean includePrompt) {
  /** The flags in the order in which several are put one after the other. */
  private static final Map<String, PoolingMode> FLAGS = new LinkedHashMap<>();

  static {
    FLAGS.put("pooling_mode_cls_token", PoolingMode.CLS);
    FLAGS.put("pooling_mode_max_tokens", PoolingMode.MAX);
    FLAGS.put("pooling_mode_mean_tokens", PoolingMode.MEAN);
    FLAGS.put("pooling_mode_mean_sqrt_len_tokens", PoolingMode.MEAN_SQRT_LEN);
    FLAGS.put("pooling_mode_weightedmean_tokens", PoolingMode.WEIGHTEDMEAN);
    FLAGS.put("pooling_mode_lasttoken", PoolingMode.LASTTOKEN);
  }

  static PoolingConfig read(ModelFolder folder, String path) {
    JsonObject config =
        folder.optionalJson(path + "/config.json").orElse(JsonObject.empty(path + "/config.json"));
    return new PoolingConfig(modes(config), config.booleanOr("include_prompt", true));
  }

  private static List<PoolingMode> modes(JsonObject config) {
    List<PoolingMode> modes = new ArrayList<>();
    if (config.get("pooling_mode") instanceof List<?> names) {
      names.forEach(name -> modes.add(named(config, name)));
    } else if (config.has("pooling_mode")) {
      modes.add(named(config, config.string("pooling_mode")));
    } else {
      FLAGS.forEach(
          (key, mode) -> {
            if (config.booleanOr(key, false)) {
              modes.add(mode);
            }
          });
    }
    return modes.isEmpty() ? List.of(PoolingMode.MEAN) : modes;
  }

  private static PoolingMode named(JsonObject config, @Nullable Object name) {
    String mode = String.valueOf(name);
    try {
      return PoolingMode.parse(mode.equals("mean_sqrt_len_tokens") ? "mean_sqrt_len" : mode);
    } catch (IllegalArgumentException e) {
      throw new ModelException.Unsupported(config.source() + ": " + e.getMessage());
    }
  }
}
