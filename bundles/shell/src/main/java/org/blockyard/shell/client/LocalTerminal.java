package org.blockyard.shell.client;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The terminal that this process was started on, driven by {@code stty}.
 *
 * @param settings its settings, as {@code stty -g} tells them
 */
record LocalTerminal(String settings) {
    /** The terminal, if standard input and output are one. */
    static Optional<LocalTerminal> find() {
        var console = System.console();
        if (console == null || !console.isTerminal()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LocalTerminal(stty("-g")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String stty(String... arguments) throws IOException {
        var command = new java.util.ArrayList<String>();
        command.add("stty");
        command.addAll(java.util.List.of(arguments));
        var process =
                new ProcessBuilder(command)
                        .redirectInput(Redirect.INHERIT)
                        .redirectError(Redirect.DISCARD)
                        .start();
        var answer =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                        .strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("standard input is no terminal");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return answer;
    }

    /** Its type, such as {@code xterm-256color}. */
    String type() {
        return Objects.requireNonNullElse(System.getenv("TERM"), "dumb");
    }

    /** Its size now. */
    Hello.Window window() {
        try {
            return Hello.Window.parse(stty("size"));
        } catch (IOException e) {
            return Hello.Window.parse("");
        }
    }

    /** Passes each key on as it is pressed, until the result is closed or the process ends. */
    AutoClosing raw() throws IOException {
        var restore = new Thread(this::restore);
        Runtime.getRuntime().addShutdownHook(restore);
        stty("raw", "-echo");
        return this::restore;
    }

    private void restore() {
        try {
            stty(settings);
        } catch (IOException e) {
            // the terminal is gone
        }
    }

    /** Something to undo. */
    interface AutoClosing extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Calls a listener when its size changes. The signal is reached by name: Java promises nothing
     * about signals.
     */
    void onResize(Consumer<Hello.Window> listener) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var proxy =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (self, method, args) -> {
                                if (method.getName().equals("handle")) {
                                    listener.accept(window());
                                }
                                return null;
                            });
            var resize = signal.getConstructor(String.class).newInstance("WINCH");
            signal.getMethod("handle", signal, handler).invoke(null, resize, proxy);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            // the size stays as it was
        }
    }
}
