package io.github.langres.engine.schedule;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.TokenBatch;
import io.github.langres.engine.encode.RowOutput;
import io.github.langres.engine.encode.RowSink;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** Gives each row its own first token id back; runs only as it is let, and notes what it ran. */
final class EchoRunner implements BatchRunner {
  /** A row with this first id fails its run. */
  static final int POISON = 666;

  /** A row with this first id is left out. */
  static final int LOST = 404;

  final List<TokenBatch> runs = new CopyOnWriteArrayList<>();
  final Semaphore started = new Semaphore(0);
  private final Semaphore permits = new Semaphore(0);
  private volatile boolean free = true;

  /** From now on each run waits for a {@link #letOne} or {@link #letAll}. */
  void hold() {
    free = false;
  }

  void letOne() {
    permits.release();
  }

  void letAll() {
    free = true;
    permits.release(1000);
  }

  static RowRequest<Integer> request(int id, int length) {
    int[] ids = new int[length];
    ids[0] = id;
    return RowRequest.of(ids, output -> (int) output.values("echo").get(0));
  }

  @Override
  public void run(TokenBatch rows, RowSink sink, Cancellation cancellation) {
    runs.add(rows);
    started.release();
    if (!free) {
      Cancellation.Registration registration = cancellation.onCancel(permits::release);
      permits.acquireUninterruptibly();
      registration.close();
    }
    if (cancellation.isRequested()) {
      throw new EngineException.Cancelled("stopped");
    }
    for (int row = 0; row < rows.rows(); row++) {
      if (rows.ids()[rows.starts()[row]] == POISON) {
        throw new EngineException.Run("poison");
      }
    }
    for (int row = rows.rows() - 1; row >= 0; row--) {
      if (rows.ids()[rows.starts()[row]] != LOST) {
        sink.row(row, row(rows, row));
      }
    }
  }

  static RowOutput row(TokenBatch rows, int row) {
    return new Row(rows, row);
  }

  private record Row(TokenBatch rows, int row) implements RowOutput {
    @Override
    public int length() {
      return rows.length(row);
    }

    @Override
    public FloatBuffer values(String outputName) {
      return FloatBuffer.wrap(new float[] {rows.ids()[rows.starts()[row]]});
    }

    @Override
    public long[] shape(String outputName) {
      return new long[] {1};
    }
  }
}
