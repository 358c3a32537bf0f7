package org.blockyard.img.internal;

import java.lang.reflect.Proxy;

/**
 * The signal by which a user asks how far a tool is. It is taken by {@code sun.misc.Signal}, by
 * name, for it is no part of what Java promises; where it is not there the signal is not heard.
 */
final class UserSignal {
    private UserSignal() {}

    /** Runs an action each time the signal comes. Returns at once: a start must not wait for it. */
    static void handle(Runnable action) {
        Thread.ofPlatform().daemon().name("signals").start(() -> install(action));
    }

    private static void install(Runnable action) {
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
            var one = signal.getConstructor(String.class).newInstance("USR1");
            signal.getMethod("handle", signal, handler).invoke(null, one, proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            System.getLogger(UserSignal.class.getName())
                    .log(System.Logger.Level.DEBUG, "USR1 can't be handled", e);
        }
    }
}
