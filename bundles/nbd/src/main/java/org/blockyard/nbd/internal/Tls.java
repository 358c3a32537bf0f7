package org.blockyard.nbd.internal;

import java.util.List;
import org.blockyard.cli.CommandLine;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** The options that have to do with TLS, as far as there are objects that they can name. */
final class Tls {
    private Tls() {}

    static void check(CommandLine line) throws BlockException {
        if (line.has(Flags.TLS_CREDS)) {
            combination(line);
            throw new BlockException(
                    ErrorKind.NOT_FOUND,
                    "Failed to get TLS creds: No TLS credentials with id '"
                            + line.value(Flags.TLS_CREDS).orElse("")
                            + "'");
        }
        for (var flag : List.of(Flags.TLS_AUTHZ, Flags.TLS_HOSTNAME)) {
            if (line.has(flag)) {
                throw Options.wrong("--" + flag.name() + " is not permitted without --tls-creds");
            }
        }
    }

    private static void combination(CommandLine line) throws BlockException {
        boolean listing = line.has(Flags.LIST);
        if (line.has(Flags.CONNECT)) {
            throw Options.wrong("TLS is not supported with a host device");
        }
        if (listing && line.has(Flags.TLS_AUTHZ)) {
            throw Options.wrong("TLS authorization is incompatible with export list");
        }
        if (!listing && line.has(Flags.TLS_HOSTNAME)) {
            throw Options.wrong("TLS hostname is only supported with export list");
        }
    }
}
