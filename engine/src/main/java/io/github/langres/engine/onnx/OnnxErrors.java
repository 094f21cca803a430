package io.github.langres.engine.onnx;

import java.util.regex.Pattern;

/** Makes ONNX Runtime's messages short enough to read. */
final class OnnxErrors {
  private static final int MAX_LENGTH = 400;
  private static final Pattern CODE = Pattern.compile("^Error code - \\w+ - message: ");

  /** Such as {@code /src/core/session.cc:12 void ort::Session::Load(const string&) }. */
  private static final Pattern SOURCE_LINE =
      Pattern.compile("\\S+\\.(?:cc|cpp|h|cu):\\d+ [^()]{1,300}\\([^()]{0,600}\\)(?: const)? ?");

  private OnnxErrors() {}

  static String shortMessage(Throwable error) {
    String message = error.getMessage();
    if (message == null) {
      return error.getClass().getSimpleName();
    }
    String text = CODE.matcher(message).replaceFirst("");
    text = SOURCE_LINE.matcher(text).replaceAll("").replaceAll("\\s+", " ").strip();
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
  }
}
