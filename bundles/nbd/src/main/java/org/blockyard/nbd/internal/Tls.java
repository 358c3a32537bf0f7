package org.blockyard.nbd.internal;

import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** The options that have to do with TLS, as far as there are objects that they can name. */
final class Tls {
    private Tls() {}

    static void check(CommandLine line) throws BlockException {
        var credentials = line.value(Flag.TLS_CREDS);
        if (credentials.isPresent()) {
            throw new BlockException(
                    ErrorKind.NOT_FOUND,
                    "Failed to get TLS creds: No TLS credentials with id '"
                            + credentials.get()
                            + "'");
        }
        for (var flag : new Flag[] {Flag.TLS_AUTHZ, Flag.TLS_HOSTNAME}) {
            if (line.has(flag)) {
                throw CommandLine.usage(
                        "--" + flag.word() + " is not permitted without --tls-creds");
            }
        }
    }
}
