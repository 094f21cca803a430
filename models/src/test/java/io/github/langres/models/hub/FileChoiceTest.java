package io.github.langres.models.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.models.ModelException;
import io.github.langres.models.ModelSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileChoiceTest {
  private static final ModelSource.Cached MODEL = new ModelSource.Cached("org/modele", "main");

  @Test
  void of_safetensorsAndTheRest_takesSettingsAndOneSetOfWeights() {
    assertThat(
            choose(
                ".gitattributes",
                "README.md",
                "config.json",
                "tokenizer.json",
                "chat_template.jinja",
                "additional_chat_templates/outils.jinja",
                "2_Dense/config.json",
                "2_Dense/model.safetensors",
                "2_Dense/pytorch_model.bin",
                "model.safetensors",
                "model.onnx",
                "onnx/model.onnx",
                "pytorch_model.bin",
                "pytorch_model.bin.index.json",
                "tf_model.h5",
                "modeling.py"))
        .containsExactly(
            "config.json",
            "tokenizer.json",
            "chat_template.jinja",
            "additional_chat_templates/outils.jinja",
            "2_Dense/config.json",
            "model.safetensors",
            "2_Dense/model.safetensors");
  }

  @Test
  void of_shards_takesThemAll() {
    assertThat(
            choose(
                "model.safetensors.index.json",
                "model-00001-of-00002.safetensors",
                "model-00002-of-00002.safetensors",
                "model.fp16.safetensors"))
        .containsExactly(
            "model.safetensors.index.json",
            "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors");
  }

  @Test
  void of_graphs_takesThePlainOneWithItsData() {
    assertThat(
            choose(
                "onnx/model.onnx",
                "onnx/model.onnx_data",
                "onnx/model.onnx_data_1",
                "onnx/model_q4.onnx",
                "onnx/model_q4.onnx_data"))
        .containsExactly("onnx/model.onnx", "onnx/model.onnx_data", "onnx/model.onnx_data_1");
    assertThat(choose("onnx/model_q4.onnx")).containsExactly("onnx/model_q4.onnx");
  }

  @Test
  void of_severalGraphs_asksForOne() {
    assertThatThrownBy(() -> choose("onnx/model_q4.onnx", "onnx/model_int8.onnx"))
        .isInstanceOf(ModelException.Download.class)
        .hasMessageContaining("onnx/model_q4.onnx, onnx/model_int8.onnx");
    assertThatThrownBy(() -> FileChoice.of(MODEL, List.of("model.onnx"), "model_q4.onnx"))
        .hasMessageContaining("org/modele has no model_q4.onnx; its graphs: model.onnx");
  }

  @Test
  void of_aPickleAlone_isRefused() {
    assertThatThrownBy(() -> choose("config.json", "pytorch_model.bin"))
        .hasMessageContaining("pickle only, which can run code");
    assertThatThrownBy(() -> choose("config.json"))
        .hasMessageContaining("neither safetensors nor ONNX");
  }

  private static List<String> choose(String... names) {
    return FileChoice.of(MODEL, List.of(names), null);
  }
}
