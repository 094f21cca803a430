package io.github.langres.cli;

import java.lang.reflect.Proxy;

/**
 * Ctrl-C as an event. {@code sun.misc.Signal} is the one way to it, and javac warns of it without
 * any means to agree: so it is called by name, and where it is not there Ctrl-C ends the process as
 * ever.
 */
final class Interrupts {
  private Interrupts() {}

  /** Runs the listener at each Ctrl-C from now on, instead of ending the process. */
  static void listen(Runnable listener) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  listener.run();
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("INT"), proxy);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // Another JVM, or one that keeps the signal for itself (-Xrs).
    }
  }
}
