package io.github.langres.models.folder;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.github.langres.models.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads a protobuf message field by field, keeping nothing. Stricter than protobuf itself: a field
 * that is read in the wrong wire type is refused, where the native parser would skip it and so see
 * another message than we did.
 */
final class ProtoReader {
  /** As the native parser: deeper messages are refused there too. */
  private static final int MAX_DEPTH = 100;

  private static final int MAX_TEXT_BYTES = 1 << 16;

  private final Path file;
  private final CodedInputStream in;
  private int tag;
  private int depth;

  ProtoReader(Path file, InputStream stream) {
    this.file = file;
    this.in = CodedInputStream.newInstance(stream, 1 << 16);
    in.setSizeLimit(Integer.MAX_VALUE);
  }

  /** Goes to the next field of the message; false at its end. */
  boolean next() throws IOException {
    tag = in.readTag();
    return tag != 0;
  }

  /** The number of the field. */
  int field() {
    return WireFormat.getTagFieldNumber(tag);
  }

  /** True when the field may hold a message. */
  boolean isMessage() {
    return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  /** Reads the field as a message. */
  void message(Body body) throws IOException {
    require(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    if (++depth > MAX_DEPTH) {
      throw refusal("nests deeper than " + MAX_DEPTH + " levels; no model needs that");
    }
    int limit = in.pushLimit(in.readRawVarint32());
    body.read();
    in.checkLastTagWas(0);
    in.popLimit(limit);
    depth--;
  }

  /** Reads the field as a short text. */
  String text() throws IOException {
    require(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    int length = in.readRawVarint32();
    if (length > MAX_TEXT_BYTES) {
      throw refusal("holds a name of " + length + " bytes; at most " + MAX_TEXT_BYTES);
    }
    return new String(in.readRawBytes(length), StandardCharsets.UTF_8);
  }

  /** Reads the field as a number. */
  long number() throws IOException {
    require(WireFormat.WIRETYPE_VARINT);
    return in.readInt64();
  }

  /** Reads the field as one number of a list, or as several that are packed. */
  void numbers(LongSink sink) throws IOException {
    if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      sink.accept(number());
      return;
    }
    int limit = in.pushLimit(in.readRawVarint32());
    while (in.getBytesUntilLimit() > 0) {
      sink.accept(in.readInt64());
    }
    in.popLimit(limit);
  }

  /** Skips the field; gives how many bytes its value takes, at least. */
  long skip() throws IOException {
    switch (WireFormat.getTagWireType(tag)) {
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
        int length = in.readRawVarint32();
        in.skipRawBytes(length);
        return length;
      }
      case WireFormat.WIRETYPE_VARINT, WireFormat.WIRETYPE_FIXED32, WireFormat.WIRETYPE_FIXED64 -> {
        in.skipField(tag);
        return 1;
      }
      default -> throw refusal("is not an ONNX file"); // groups: ONNX has none
    }
  }

  ModelException.Folder refusal(String why) {
    return new ModelException.Folder(file + " " + why);
  }

  private void require(int wireType) {
    if (WireFormat.getTagWireType(tag) != wireType) {
      throw refusal("is not an ONNX file: its field " + field() + " is of another type");
    }
  }

  /** Reads the fields of a message until {@link #next()} is false. */
  interface Body {
    void read() throws IOException;
  }

  /** Takes numbers. */
  interface LongSink {
    void accept(long number);
  }
}
