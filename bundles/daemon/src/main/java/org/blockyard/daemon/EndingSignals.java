package org.blockyard.daemon;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * The signals that end the daemon. They are taken by {@code sun.misc.Signal}, by name, for it is no
 * part of the Java platform's promise: where it is missing, a shutdown hook does the same.
 */
final class EndingSignals {
    private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

    private EndingSignals() {}

    /**
     * Runs an action when one of the signals comes. A signal that the parent process set to be
     * ignored stays ignored.
     */
    static void handle(Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var proxy =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (self, method, args) -> {
                                if (method.getName().equals("handle")) {
                                    action.run();
                                }
                                return method.getName().equals("hashCode") ? (Object) 0 : null;
                            });
            for (var name : NAMES) {
                var one = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, handler).invoke(null, one, proxy);
            }
        } catch (ClassNotFoundException | NoSuchMethodException | InstantiationException e) {
            Runtime.getRuntime().addShutdownHook(new Thread(action));
        } catch (IllegalAccessException | InvocationTargetException e) {
            System.err.println("blockyard: signals can't be handled: " + e.getMessage());
        }
    }
}
