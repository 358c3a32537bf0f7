package org.blockyard.export.nbd;

import java.io.IOException;
import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.option.Option;

/** {@code nbd-server-remove}, the older way to say {@code block-export-del}. */
final class ServerRemoveCommand extends RecordCommand<ServerRemoveCommand.Arguments> {
    /** What becomes of clients. */
    enum Mode {
        /** They are an error. */
        SAFE,
        /** They are sent away. */
        HARD
    }

    /**
     * Its arguments.
     *
     * @param name the export's id
     * @param mode what becomes of clients
     */
    record Arguments(
            @Option("export to remove") String name,
            @Option(value = "whether clients are sent away", byDefault = "safe") Mode mode) {}

    ServerRemoveCommand() {
        super(
                "nbd-server-remove",
                "Removes an NBD export. Deprecated: use block-export-del.",
                Arguments.class);
    }

    @Override
    public boolean deprecated() {
        return true;
    }

    @Override
    protected Object run(Arguments arguments, CommandContext context) throws IOException {
        var exports = context.platform().exports();
        var found = exports.find(arguments.name());
        if (found.isEmpty() || !found.get().type().equals("nbd")) {
            throw new BlockException(
                    ErrorKind.NOT_FOUND, "Export '" + arguments.name() + "' is not found");
        }
        exports.remove(arguments.name(), arguments.mode() == Mode.HARD);
        return Map.of();
    }
}
