package org.blockyard.qmp.chardev;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.LegacyAddress;
import org.blockyard.option.Option;

/**
 * A socket, as a server of one client at a time or as a client.
 *
 * @param addr where
 * @param server whether to listen
 * @param waits whether to wait for the first client
 * @param nodelay whether small pieces are sent at once
 * @param telnet whether to speak telnet: not offered
 * @param tn3270 whether to speak telnet's 3270 mode: not offered
 * @param websocket whether to speak the websocket protocol: not offered
 * @param reconnect seconds after which a client tries again
 * @param reconnectMs milliseconds after which a client tries again
 * @param tlsCreds credentials: not offered
 * @param tlsAuthz authorisation: not offered
 * @param log the log
 */
public record SocketSettings(
        @Option("where to listen or connect") LegacyAddress addr,
        @Option(value = "listen rather than connect", byDefault = "on") boolean server,
        @Option(value = "wait for the first client (server only)", name = "wait")
                Optional<Boolean> waits,
        @Option(value = "send small pieces at once", byDefault = "off") boolean nodelay,
        @Option(value = "speak telnet (not offered)", byDefault = "off") boolean telnet,
        @Option(value = "speak telnet's 3270 mode (not offered)", byDefault = "off") boolean tn3270,
        @Option(value = "speak the websocket protocol (not offered)", byDefault = "off")
                boolean websocket,
        @Option(
                        value = "seconds after which a client connects again; 0 for never",
                        min = 0,
                        max = 1 << 20)
                Optional<Long> reconnect,
        @Option(
                        value = "milliseconds after which a client connects again; 0 for never",
                        min = 0,
                        max = 1 << 30,
                        since = "9.2")
                Optional<Long> reconnectMs,
        @Option("TLS credentials (not offered)") Optional<String> tlsCreds,
        @Option("who may connect by TLS (not offered)") Optional<String> tlsAuthz,
        @Option(value = "the log", flat = true) Log log)
        implements Backend.Settings {
    @Override
    public CharDevice open() throws IOException {
        check();
        var address = SocketAddresses.of(addr.data());
        if (!server) {
            return log.around(address.call(again(), nodelay));
        }
        var listening = address.listen(nodelay);
        try {
            if (waits.orElse(false)) {
                listening.awaitFirst();
            }
            return log.around(listening);
        } catch (IOException e) {
            listening.close();
            throw e;
        }
    }

    private void check() throws BlockException {
        refuse(telnet, "telnet");
        refuse(tn3270, "tn3270");
        refuse(websocket, "websocket");
        refuse(tlsCreds.isPresent(), "tls-creds");
        refuse(tlsAuthz.isPresent(), "tls-authz");
        if (server && again().isPresent()) {
            throw invalid("'reconnect' option is incompatible with socket in server listen mode");
        }
        if (!server && waits.isPresent()) {
            throw invalid("'wait' option is incompatible with socket in client connect mode");
        }
        if (reconnect.isPresent() && reconnectMs.isPresent()) {
            throw invalid("'reconnect' and 'reconnect-ms' are mutually exclusive");
        }
    }

    private Optional<Duration> again() {
        return reconnect
                .map(Duration::ofSeconds)
                .or(() -> reconnectMs.map(Duration::ofMillis))
                .filter(Duration::isPositive);
    }

    private static void refuse(boolean asked, String option) throws BlockException {
        if (asked) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "Sockets with '" + option + "' are not supported");
        }
    }

    private static BlockException invalid(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
