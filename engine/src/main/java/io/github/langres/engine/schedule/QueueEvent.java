package io.github.langres.engine.schedule;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** From a request's submission until it leaves the queue. */
@Name("langres.Queue")
@Label("Langres Queue")
@Category("Langres")
@Description("A request's time in the queue")
@StackTrace(false)
final class QueueEvent extends Event {
  @Label("Tokens")
  int tokens;
}
