package org.blockyard.deploy.internal.bundle;

import java.security.Security;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What of a bundle is entered in Java's own registries, where it outlives the bundle. */
final class JavaRegistries {
    private final LoaderWatch watch;
    private final Set<String> found;

    private JavaRegistries(LoaderWatch watch, Set<String> found) {
        this.watch = watch;
        this.found = found;
    }

    /** Adds a sentence for each entry. */
    static void look(LoaderWatch watch, Set<String> found) {
        var registries = new JavaRegistries(watch, found);
        registries.logging();
        registries.exceptionHandlers();
        registries.providers();
        registries.properties();
    }

    private void logging() {
        var manager = LogManager.getLogManager();
        for (var name : Collections.list(manager.getLoggerNames())) {
            var logger = manager.getLogger(name);
            if (logger != null) {
                logger(logger, name.isEmpty() ? "the root logger" : "logger '" + name + "'");
            }
        }
    }

    private void logger(Logger logger, String whose) {
        entry(logger, whose);
        entry(logger.getFilter(), "the filter of " + whose);
        for (Handler handler : logger.getHandlers()) {
            entry(handler, "a handler of " + whose);
            entry(handler.getFormatter(), "the formatter of a handler of " + whose);
            entry(handler.getFilter(), "the filter of a handler of " + whose);
        }
    }

    private void exceptionHandlers() {
        entry(Thread.getDefaultUncaughtExceptionHandler(), "the handler of uncaught exceptions");
        for (var thread : Thread.getAllStackTraces().keySet()) {
            entry(
                    thread.getUncaughtExceptionHandler(),
                    "the exception handler of thread '" + thread.getName() + "'");
        }
    }

    private void providers() {
        for (var provider : Security.getProviders()) {
            entry(provider, "security provider " + provider.getName());
        }
    }

    /** They need not be strings. */
    private void properties() {
        for (var property : new ArrayList<>(System.getProperties().entrySet())) {
            entry(property.getValue(), "system property " + property.getKey());
        }
    }

    private void entry(@Nullable Object object, String what) {
        if (object != null && watch.is(object.getClass().getClassLoader())) {
            found.add(what + " is a " + object.getClass().getName() + " of its");
        }
    }
}
