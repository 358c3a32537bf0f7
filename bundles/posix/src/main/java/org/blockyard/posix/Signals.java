package org.blockyard.posix;

import java.lang.reflect.Proxy;

/**
 * Signals to this process. They are taken by {@code sun.misc.Signal}, by name, for it is no part of
 * what Java promises.
 */
public final class Signals {
    private Signals() {}

    /**
     * Runs an action each time a signal comes. One that the parent process set to be ignored stays
     * ignored.
     *
     * @param name without {@code SIG}
     * @return whether it will be heard: not where Java has no such signal, or keeps it for itself
     */
    public static boolean handle(String name, Runnable action) {
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
            var one = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, one, proxy);
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
