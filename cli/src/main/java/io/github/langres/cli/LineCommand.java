package io.github.langres.cli;

import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A command that answers each line of its input with a line of output, in order. Lines that wait
 * are answered together, so that the model can batch them; a line that fails gives an {@code error}
 * in its place and disturbs no other.
 *
 * @param <I> what one line asks
 */
abstract class LineCommand<I> implements Callable<Integer> {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  ModelOptionsMixin model;

  @Option(names = "--text", description = "Input is plain text, one a line, instead of JSON.")
  private boolean text;

  /** Opens the model. */
  abstract Answerer<I> open();

  /** Reads what one line asks. */
  abstract I read(JsonObject line);

  /** How many lines are answered together, when so many wait: what is in memory at once. */
  int linesTogether() {
    return 512;
  }

  /** Answers questions, one a line of input. */
  interface Answerer<I> extends AutoCloseable {
    /** One answer a question, in order. */
    List<JsonValue> answer(List<I> questions);

    @Override
    void close();

    /** Answers by the function; closing runs {@code close}. */
    static <I> Answerer<I> of(Runnable close, Function<List<I>, List<JsonValue>> function) {
      return new Answerer<>() {
        @Override
        public List<JsonValue> answer(List<I> questions) {
          return function.apply(questions);
        }

        @Override
        public void close() {
          close.run();
        }
      };
    }
  }

  @Override
  public Integer call() throws IOException {
    boolean allWell = true;
    JsonLines lines = new JsonLines(System.in, System.out, text);
    try (Answerer<I> answerer = open()) {
      int most = linesTogether();
      for (List<JsonLines.Line> batch = lines.next(most);
          !batch.isEmpty();
          batch = lines.next(most)) {
        allWell &= answer(answerer, batch, lines);
      }
    }
    return allWell ? 0 : 1;
  }

  private boolean answer(Answerer<I> answerer, List<JsonLines.Line> batch, JsonLines lines)
      throws IOException {
    List<I> questions = new ArrayList<>(batch.size());
    JsonValue[] answers = new JsonValue[batch.size()];
    List<Integer> places = new ArrayList<>(batch.size());
    for (int i = 0; i < answers.length; i++) {
      try {
        questions.add(read(batch.get(i).object()));
        places.add(i);
      } catch (RuntimeException e) {
        answers[i] = JsonValue.error(e);
      }
    }
    List<JsonValue> given = together(answerer, questions);
    for (int i = 0; i < places.size(); i++) {
      answers[places.get(i)] = given.get(i);
    }
    boolean allWell = true;
    for (JsonValue answer : answers) {
      allWell &= !answer.isError();
      if (!answer.isSaid()) {
        lines.write(answer);
      }
    }
    lines.flush();
    return allWell;
  }

  private List<JsonValue> together(Answerer<I> answerer, List<I> questions) {
    if (questions.isEmpty()) {
      return List.of();
    }
    try {
      return answerer.answer(questions);
    } catch (RuntimeException e) {
      if (questions.size() == 1) {
        return List.of(JsonValue.error(e));
      }
      List<JsonValue> alone = new ArrayList<>(questions.size());
      for (I question : questions) {
        alone.addAll(together(answerer, List.of(question)));
      }
      return alone;
    }
  }
}
