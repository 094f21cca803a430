package io.github.langres.models.safetensors;

import io.github.langres.models.ModelException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** One safetensors file as tensors that are mapped when asked for. */
final class Shard {
  private Shard() {}

  /** The tensors of a file, in file order. */
  static Map<String, Tensor> read(Path path) {
    String file = String.valueOf(path.getFileName());
    try (InputStream in = Files.newInputStream(path)) {
      Header header = header(path, file, in);
      return path.getFileSystem() == FileSystems.getDefault()
          ? mapped(path, header)
          : loaded(header, Channels.newChannel(in));
    } catch (NoSuchFileException e) {
      throw new ModelException.Folder(file + " is missing from " + path.getParent(), e);
    } catch (IOException e) {
      throw new ModelException.Folder(file + " cannot be read: " + e, e);
    }
  }

  private static Header header(Path path, String file, InputStream in) throws IOException {
    long fileBytes = Files.size(path);
    byte[] prefix = in.readNBytes(Header.LENGTH_BYTES);
    if (prefix.length < Header.LENGTH_BYTES) {
      throw new ModelException.Folder(
          file + " has " + fileBytes + " bytes; a safetensors file has at least 10");
    }
    int length = Header.length(file, ByteBuffer.wrap(prefix), fileBytes);
    return Header.parse(file, in.readNBytes(length), fileBytes);
  }

  private static Map<String, Tensor> mapped(Path path, Header header) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Header.Entry entry : header.entries()) {
      long position = header.dataStart() + entry.begin();
      tensors.put(entry.name(), tensor(entry, () -> map(path, position, entry)));
    }
    return tensors;
  }

  private static ByteBuffer map(Path path, long position, Header.Entry entry) {
    int bytes = intBytes(entry);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (channel.size() < position + bytes) {
        throw new ModelException.Folder(path.getFileName() + " was cut while it was being read");
      }
      return channel
          .map(FileChannel.MapMode.READ_ONLY, position, bytes)
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new ModelException.Folder(path.getFileName() + " cannot be mapped: " + e, e);
    }
  }

  /** A file inside an archive cannot be mapped: it is read once, in order, outside the heap. */
  private static Map<String, Tensor> loaded(Header header, ReadableByteChannel in)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Header.Entry entry : header.entries()) {
      ByteBuffer data = ByteBuffer.allocateDirect(intBytes(entry)).order(ByteOrder.LITTLE_ENDIAN);
      while (data.hasRemaining()) {
        if (in.read(data) < 0) {
          throw new EOFException("the file ends inside tensor \"" + entry.name() + "\"");
        }
      }
      data.flip();
      tensors.put(entry.name(), tensor(entry, () -> data));
    }
    return tensors;
  }

  private static Tensor tensor(Header.Entry entry, Supplier<ByteBuffer> data) {
    return new Tensor(entry.name(), entry.dtype(), entry.shape(), data);
  }

  private static int intBytes(Header.Entry entry) {
    long bytes = entry.end() - entry.begin();
    if (bytes > Integer.MAX_VALUE) {
      throw new ModelException.Unsupported(
          "tensor \"" + entry.name() + "\" has " + bytes + " bytes; at most 2^31 - 1");
    }
    return (int) bytes;
  }
}
