package org.blockyard.commands.node;

import java.io.IOException;
import org.blockyard.commands.kit.Action;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.Option;

/** {@code block-set-write-threshold}: tells before a disk's file has grown too large. */
final class WriteThresholds {
    private WriteThresholds() {}

    record Threshold(
            @Option("name of the node") String nodeName,
            @Option(value = "offset beyond which a write is told of; 0 for none", min = 0)
                    long writeThreshold) {}

    static ManagementCommand command() {
        return Action.does(
                "block-set-write-threshold",
                "Has the first write beyond an offset told of by an event.",
                Threshold.class,
                WriteThresholds::set);
    }

    private static void set(Threshold given, CommandContext context) throws IOException {
        context.platform()
                .graph()
                .find(given.nodeName())
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.NOT_FOUND,
                                        "Device '" + given.nodeName() + "' not found"))
                .writeThreshold(given.writeThreshold());
    }
}
