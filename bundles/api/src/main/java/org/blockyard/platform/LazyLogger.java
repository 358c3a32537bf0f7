package org.blockyard.platform;

import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * A logger that asks the system for the real one when something is first logged. The first real
 * logger of a process makes Java look through the whole class path, and most short runs have
 * nothing to log. Thread-safe.
 */
public final class LazyLogger implements System.Logger {
    private final String name;
    private volatile System.@Nullable Logger logger;

    private LazyLogger(String name) {
        this.name = name;
    }

    /** The logger of that name. */
    public static System.Logger of(String name) {
        return new LazyLogger(name);
    }

    /** The logger named as a class. */
    public static System.Logger of(Class<?> type) {
        return new LazyLogger(type.getName());
    }

    private System.Logger real() {
        var known = logger;
        if (known == null) {
            // the system gives the same one to all who ask at once
            known = System.getLogger(name);
            logger = known;
        }
        return known;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return real().isLoggable(level);
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String message,
            @Nullable Throwable thrown) {
        real().log(level, bundle, message, thrown);
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String format,
            @Nullable Object @Nullable ... values) {
        real().log(level, bundle, format, values);
    }
}
