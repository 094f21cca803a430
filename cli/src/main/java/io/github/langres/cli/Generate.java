package io.github.langres.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.langres.models.Chat;
import io.github.langres.models.GenerateOptions;
import io.github.langres.models.GeneratedToken;
import io.github.langres.models.Generation;
import io.github.langres.models.TextGenerator;
import io.github.langres.models.TokenScore;
import io.github.langres.tokenizer.json.JsonException;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "generate",
    description = "Continues a prompt, or answers in a conversation, a line each.")
final class Generate extends LineCommand<Generate.Question> {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private GenerateMixin generation;

  @Option(
      names = "--logprobs",
      paramLabel = "N",
      description = "Tell the log-probability of each token, and the N likeliest in its place.")
  private @Nullable Integer logprobs;

  @Option(
      names = "--stream",
      description =
          "Print the text as it comes, and a line break after each answer, in place of JSON.")
  private boolean stream;

  /** A prompt, or a conversation. */
  record Question(@Nullable String prompt, Chat chat) {}

  @Override
  Question read(JsonObject line) {
    if (line.has("messages")) {
      if (line.has("prompt")) {
        throw new JsonException("line: it has \"prompt\" and \"messages\"; expected one of them");
      }
      Chat chat = Chat.of(Chats.messages(line)).withTools(line.listOrEmpty("tools"));
      JsonObject variables = line.objectOrEmpty("variables");
      for (String name : variables.keys()) {
        chat = chat.withVariable(name, variables.get(name));
      }
      return new Question(null, chat);
    }
    if (!line.has("prompt") && !line.has("text")) {
      throw new JsonException("line: expected \"prompt\" or \"messages\"");
    }
    return new Question(line.string(line.has("prompt") ? "prompt" : "text"), Chat.empty());
  }

  /** As many as the model answers at a time: answers take seconds, and nobody waits for more. */
  @Override
  int linesTogether() {
    return stream ? 1 : 8;
  }

  @Override
  Answerer<Question> open() {
    GenerateOptions given = generation.options();
    model.require(
        logprobs == null || (logprobs >= 0 && logprobs <= 100),
        "--logprobs must be 0 to 100, got " + logprobs);
    model.require(
        logprobs == null || !stream, "--logprobs has no place in the text that --stream prints");
    GenerateOptions options = logprobs == null ? given : given.withLogprobs(logprobs);
    TextGenerator generator = model.generator();
    return Answerer.of(
        generator::close,
        questions ->
            stream
                ? questions.stream().map(q -> streamed(generator, q, options)).toList()
                : answer(generator, questions, options));
  }

  private List<JsonValue> answer(
      TextGenerator generator, List<Question> questions, GenerateOptions options) {
    List<String> prompts = new ArrayList<>();
    List<Chat> chats = new ArrayList<>();
    for (Question question : questions) {
      if (question.prompt() == null) {
        chats.add(question.chat());
      } else {
        prompts.add(question.prompt());
      }
    }
    Iterator<Generation> toPrompts = generator.generate(prompts, options).iterator();
    Iterator<Generation> toChats = generator.generateChats(chats, options).iterator();
    List<JsonValue> answers = new ArrayList<>();
    for (Question question : questions) {
      Generation answer = (question.prompt() == null ? toChats : toPrompts).next();
      answers.add(json -> write(json, answer));
    }
    return answers;
  }

  private static JsonValue streamed(
      TextGenerator generator, Question question, GenerateOptions options) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (question.prompt() == null) {
      generator.generate(question.chat(), options, token -> print(out, token));
    } else {
      generator.generate(question.prompt(), options, token -> print(out, token));
    }
    out.println();
    return JsonValue.said();
  }

  static void print(PrintStream out, GeneratedToken token) {
    if (!token.text().isEmpty()) {
      out.print(token.text());
      out.flush();
    }
  }

  private void write(JsonGenerator json, Generation answer) throws IOException {
    json.writeStringField("text", answer.text());
    JsonValue.ints(json, "ids", answer.ids());
    json.writeStringField("finishReason", answer.finishReason().toString());
    json.writeNumberField("promptTokens", answer.promptTokens());
    json.writeNumberField("completionTokens", answer.completionTokens());
    if (logprobs != null) {
      writeSteps(json, answer);
    }
  }

  private static void writeSteps(JsonGenerator json, Generation answer) throws IOException {
    json.writeArrayFieldStart("logprobs");
    for (Generation.Step step : answer.logprobs()) {
      json.writeStartObject();
      write(json, step.chosen());
      json.writeArrayFieldStart("top");
      for (TokenScore score : step.top()) {
        json.writeStartObject();
        write(json, score);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, TokenScore score) throws IOException {
    json.writeNumberField("id", score.id());
    json.writeStringField("token", score.token());
    json.writeNumberField("logprob", score.logprob());
  }
}
