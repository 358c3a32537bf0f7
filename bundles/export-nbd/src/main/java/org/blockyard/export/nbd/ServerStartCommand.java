package org.blockyard.export.nbd;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.export.Restartable;
import org.blockyard.export.nbd.protocol.Resources;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.option.LegacyAddress;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;

/** {@code nbd-server-start}. */
final class ServerStartCommand extends RecordCommand<ServerStartCommand.Arguments> {
    private final Nbd nbd;

    /**
     * Its arguments.
     *
     * @param addr where to listen
     * @param also where else to listen
     * @param tlsCreds the TLS credentials object
     * @param tlsAuthz the authorisation object
     * @param maxConnections how many clients at once
     * @param handshakeMaxSeconds how long a handshake may take
     * @param awaitExport whether clients wait in the queue while there is no export
     * @param awaitExports how many exports must have come before the first client is taken
     * @param memory the most memory for requests that are not answered at once
     */
    record Arguments(
            @Option("where to listen") LegacyAddress addr,
            @Option(value = "where to listen besides", name = "x-blockyard-also")
                    Optional<List<LegacyAddress>> also,
            @Option("id of the TLS credentials object; makes TLS mandatory")
                    Optional<String> tlsCreds,
            @Option("id of the object that authorises TLS clients") Optional<String> tlsAuthz,
            @Option(
                            value = "most clients at once; 0 for any number",
                            byDefault = "100",
                            min = 0,
                            max = Integer.MAX_VALUE)
                    int maxConnections,
            @Option(
                            value = "most seconds that a handshake may take; 0 for any time",
                            byDefault = "10",
                            min = 0,
                            max = Integer.MAX_VALUE,
                            since = "10.0")
                    int handshakeMaxSeconds,
            @Option(
                            value = "take clients only while there is an export to serve",
                            name = "x-blockyard-await-export",
                            byDefault = "off")
                    boolean awaitExport,
            @Option(
                            value = "take the first client when there have been so many exports",
                            name = "x-blockyard-await-exports",
                            byDefault = "0",
                            min = 0,
                            max = Integer.MAX_VALUE)
                    int awaitExports,
            @Option(
                            value =
                                    "most memory for requests that are not answered at once;"
                                            + " 32 MiB if left out",
                            name = "x-blockyard-memory",
                            size = true,
                            min = Resources.LEAST_MEMORY)
                    Optional<Long> memory) {
        /** As it is to be said when the server comes back, whose exports come as they are then. */
        Arguments again() {
            return new Arguments(
                    addr,
                    also,
                    tlsCreds,
                    tlsAuthz,
                    maxConnections,
                    handshakeMaxSeconds,
                    awaitExport,
                    0,
                    memory);
        }
    }

    ServerStartCommand(Nbd nbd) {
        super("nbd-server-start", "Starts the NBD server.", Arguments.class);
        this.nbd = nbd;
    }

    @Override
    protected Object run(Arguments arguments, CommandContext context) throws IOException {
        if (arguments.tlsCreds().isPresent() || arguments.tlsAuthz().isPresent()) {
            throw new BlockException(ErrorKind.UNSUPPORTED, "the NBD server can't use TLS yet");
        }
        var addresses = new ArrayList<>(List.of(arguments.addr().data()));
        arguments.also().orElse(List.of()).forEach(address -> addresses.add(address.data()));
        var settings =
                new NbdServer.Settings(
                        arguments.maxConnections(),
                        Duration.ofSeconds(arguments.handshakeMaxSeconds()),
                        arguments.awaitExport(),
                        arguments.awaitExports(),
                        arguments.memory().orElse(NbdServer.USUAL_MEMORY));
        var again = OptionSchema.of(Arguments.class).write(arguments.again());
        var call = new Restartable.Call(name(), again);
        nbd.start(addresses, settings, context.platform(), call);
        return Map.of();
    }
}
