package io.github.langres.engine.schedule;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One run of a batch, failed ones included. */
@Name("langres.Run")
@Label("Langres Run")
@Category("Langres")
@Description("A run of gathered requests")
@StackTrace(false)
final class RunEvent extends Event {
  @Label("Rows")
  int rows;

  @Label("Tokens")
  int tokens;

  @Label("Padding Tokens")
  long paddingTokens;

  @Label("Failed")
  boolean failed;
}
