package io.github.langres.models.task;

import io.github.langres.models.Answer;
import io.github.langres.models.AnswerOptions;
import io.github.langres.models.QuestionAnswerer;
import io.github.langres.models.encoder.Encoder;
import io.github.langres.models.encoder.Rows;
import io.github.langres.models.encoder.Window;
import io.github.langres.models.head.AnswerSpans;
import io.github.langres.tokenizer.Encoding;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Extractive answers over two outputs, start and end logits, {@code [tokens]} a row each. */
public final class EncoderQuestionAnswerer implements QuestionAnswerer {
  private final Encoder encoder;

  /** Takes ownership of the encoder. */
  public EncoderQuestionAnswerer(Encoder encoder) {
    this.encoder = encoder;
  }

  @Override
  public List<List<Answer>> answers(List<Question> questions, AnswerOptions options) {
    List<List<Window>> windows =
        questions.stream().map(question -> windows(question, options)).toList();
    Rows rows = Rows.ofWindows(windows, true);
    List<Window> parts = windows.stream().flatMap(List::stream).toList();
    AnswerSpans[] spans = new AnswerSpans[parts.size()];
    encoder.run(
        rows.batch(),
        (row, output) ->
            spans[row] =
                AnswerSpans.search(
                    copy(output.values(Outputs.START_LOGITS)),
                    copy(output.values(Outputs.END_LOGITS)),
                    context(parts.get(row).encoding()),
                    options.maxAnswerTokens(),
                    options.topK()));
    List<List<Answer>> answers = new ArrayList<>(questions.size());
    int row = 0;
    for (int question = 0; question < questions.size(); question++) {
      Candidates candidates = new Candidates(questions.get(question).context());
      for (Window window : windows.get(question)) {
        candidates.add(window.encoding(), spans[row++]);
      }
      answers.add(candidates.best(options));
    }
    return answers;
  }

  private List<Window> windows(Question question, AnswerOptions options) {
    Encoding encoding = encoder.tokenizer().encode(question.question(), question.context());
    if (encoder.refusesLongTexts()) {
      encoder.fit(encoding);
    }
    int maxTokens = Math.min(options.windowTokens(), encoder.maxTokens());
    return Window.cut(encoding, maxTokens, options.strideTokens(), 1);
  }

  private static boolean[] context(Encoding encoding) {
    boolean[] context = new boolean[encoding.length()];
    for (int i = 0; i < context.length; i++) {
      context[i] = encoding.sequenceIds()[i] == 1;
    }
    return context;
  }

  private static float[] copy(FloatBuffer values) {
    float[] copy = new float[values.remaining()];
    values.get(values.position(), copy);
    return copy;
  }

  @Override
  public void close() {
    encoder.close();
  }

  /** The answers of all windows of one context. */
  private static final class Candidates {
    private final String context;
    private final List<Answer> answers = new ArrayList<>();
    private float nullScore = Float.POSITIVE_INFINITY;

    Candidates(String context) {
      this.context = context;
    }

    void add(Encoding window, AnswerSpans found) {
      nullScore = Math.min(nullScore, found.nullScore());
      for (AnswerSpans.Span span : found.spans()) {
        int start = window.offsets()[2 * span.first()];
        int end = window.offsets()[2 * span.last() + 1];
        answers.add(new Answer(context.substring(start, end), span.score(), start, end));
      }
    }

    List<Answer> best(AnswerOptions options) {
      if (options.noAnswer() || answers.isEmpty()) {
        answers.add(new Answer("", nullScore, 0, 0));
      }
      answers.sort(Comparator.comparingDouble(Answer::score).reversed());
      Set<Long> places = new HashSet<>();
      return answers.stream()
          .filter(answer -> places.add(((long) answer.start() << 32) | answer.end()))
          .limit(options.topK())
          .toList();
    }
  }
}
