package io.github.langres.engine.encode;

import io.github.langres.engine.TokenBatch;
import io.github.langres.engine.batch.BatchPlan;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One batch that the graph computed, without filling it and reading it out. */
@Name("langres.Batch")
@Label("Langres Batch")
@Category("Langres")
@Description("A batch of rows that a graph computed")
@StackTrace(false)
final class BatchEvent extends Event {
  @Label("Rows")
  int rows;

  @Label("Width")
  @Description("Tokens of the longest row")
  int width;

  @Label("Tokens")
  int tokens;

  @Label("Padding Tokens")
  long paddingTokens;

  void describe(TokenBatch all, BatchPlan.Batch batch) {
    tokens = 0;
    for (int row : batch.rows()) {
      tokens += all.length(row);
    }
    rows = batch.rows().length;
    width = batch.width();
    paddingTokens = batch.paddedTokens() - tokens;
  }
}
