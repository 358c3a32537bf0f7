package org.blockyard.daemon;

import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.blockyard.platform.Platform;
import org.blockyard.posix.Posix;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;

/** Offers the storage daemon as the program that the launcher runs. */
public final class Activator implements BundleActivator {
    private static final String PROGRAM = "blockyard.program";
    private static final String COMMAND_LINE = "(blockyard.command-line=true)";

    /** Called by the framework. */
    public Activator() {}

    @Override
    public void start(BundleContext context) {
        // linking the system's calls takes as long as starting the bundles that follow
        Posix.prepare();
        var properties = new Hashtable<String, Object>(Map.of(PROGRAM, "storage-daemon"));
        Callable<Integer> program =
                () -> new StorageDaemon(platform(context), options(context)).run();
        context.registerService(Callable.class, program, properties);
    }

    private static Platform platform(BundleContext context) {
        var reference = context.getServiceReference(Platform.class);
        var platform = reference == null ? null : context.getService(reference);
        if (platform == null) {
            throw new IllegalStateException("there is no kernel among the bundles");
        }
        return platform;
    }

    private static List<GivenOption> options(BundleContext context) throws InvalidSyntaxException {
        var found = context.getServiceReferences(List.class.getName(), COMMAND_LINE);
        var given = found == null ? List.of() : (List<?>) context.getService(found[0]);
        return given == null ? List.of() : GivenOption.listOf(given);
    }

    @Override
    public void stop(BundleContext context) {}
}
