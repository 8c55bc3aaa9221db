package richscale.jobs.launch;

import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * What Ctrl-C and SIGTERM do. The class behind it is in every JDK but named by none of its public
 * packages, so that it is found by its name.
 */
final class Interruption {
  private Interruption() {}

  /**
   * Has an action run instead of the JVM's own end.
   *
   * @param action takes the number of the signal
   */
  static void handle(IntConsumer action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Interruption.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.accept((int) signal.getMethod("getNumber").invoke(arguments[0]));
                }
                return null;
              });
      for (String name : new String[] {"INT", "TERM"}) {
        Object which = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, which, proxy);
      }
    } catch (ReflectiveOperationException e) {
      // A JVM without it ends as it always does, only without a word.
      return;
    }
  }
}
