package org.blockyard.nbd.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.io.BlockException;

/**
 * Socket activation: a service manager tells by {@code LISTEN_PID} and {@code LISTEN_FDS} that it
 * has handed over listening sockets, from descriptor 3 on.
 */
final class Activation {
    private static final int FIRST = 3;

    private static final Map<Flag, String> IN_THE_WAY =
            Map.of(
                    Flags.CONNECT, "NBD device",
                    Flags.SOCKET, "Unix socket",
                    Flags.BIND, "The interface",
                    Flags.PORT, "TCP port number");

    private Activation() {}

    /**
     * The socket that was handed over to this process.
     *
     * @throws BlockException if there are several, or an option asks for another one
     */
    static Optional<Address> of(CommandLine line) throws BlockException {
        return of(line, System.getenv(), ProcessHandle.current().pid());
    }

    static Optional<Address> of(CommandLine line, Map<String, String> environment, long pid)
            throws BlockException {
        boolean ours = Long.toString(pid).equals(environment.get("LISTEN_PID"));
        var count = CNumber.of(environment.getOrDefault("LISTEN_FDS", "")).orElse(0);
        if (!ours || count <= 0 || line.has(Flags.LIST) || line.has(Flags.DISCONNECT)) {
            return Optional.empty();
        }
        for (var flag : List.of(Flags.CONNECT, Flags.SOCKET, Flags.BIND, Flags.PORT)) {
            if (line.has(flag)) {
                throw Options.wrong(
                        IN_THE_WAY.get(flag) + " can't be set when using socket activation");
            }
        }
        if (count > 1) {
            throw Options.wrong("qemu-nbd does not support socket activation with LISTEN_FDS > 1");
        }
        return Optional.of(new Address.Inherited(FIRST));
    }
}
