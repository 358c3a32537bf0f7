package org.blockyard.kernel.internal.export;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.blockyard.export.Restartable;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.contribution.ContributionRegistry;
import org.blockyard.kernel.internal.monitor.KernelEvents;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.CommandSet;
import org.blockyard.platform.LazyLogger;
import org.blockyard.platform.Platform;

/**
 * Starts exports again whose type is back, with what they share first. What can't be started is
 * logged and stays away.
 *
 * @param platform where they are
 * @param contributions where commands are looked up
 */
record ExportReturn(Platform platform, ContributionRegistry contributions) {
    private static final System.Logger LOG = LazyLogger.of(ExportReturn.class);

    private record Context(Platform platform, String origin) implements CommandContext {}

    /** Something to start again. */
    private interface Start {
        void run() throws IOException;
    }

    void run(AwayExports.Away away) {
        for (var call : away.calls()) {
            attempt(call.command(), () -> command(call));
        }
        for (var definition : away.exports()) {
            var id = String.valueOf(definition.get("id"));
            attempt(
                    "export '" + id + "'",
                    () -> {
                        platform.exports().add(definition);
                        platform.events().publish(KernelEvents.EXPORT_RETURNED, Map.of("id", id));
                    });
        }
    }

    private static void attempt(String what, Start start) {
        try {
            start.run();
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.log(Level.ERROR, what + " can't be started again: " + e.getMessage());
        }
    }

    /** Not by the platform's table of commands, which may not have heard of the new ones yet. */
    private void command(Restartable.Call call) throws IOException {
        for (var set : contributions.instances(CommandSet.class)) {
            for (var command : set.commands()) {
                if (command.name().equals(call.command())) {
                    command.run(call.arguments(), new Context(platform, "return of its bundle"));
                    return;
                }
            }
        }
        throw new BlockException(
                ErrorKind.NOT_FOUND, "The command " + call.command() + " has not been found");
    }
}
