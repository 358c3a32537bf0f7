package org.blockyard.export.nbd;

import java.io.IOException;
import java.util.Map;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.option.NoOptions;

/** {@code nbd-server-stop}. */
final class ServerStopCommand extends RecordCommand<NoOptions> {
    private final Nbd nbd;

    ServerStopCommand(Nbd nbd) {
        super(
                "nbd-server-stop",
                "Stops the NBD server with all its exports and clients.",
                NoOptions.class);
        this.nbd = nbd;
    }

    @Override
    protected Object run(NoOptions arguments, CommandContext context) throws IOException {
        nbd.stop(context.platform());
        return Map.of();
    }
}
