package org.blockyard.protocol.vvfat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Says in the block interface's terms what the host's file system said. */
final class HostFailure {
    private HostFailure() {}

    static BlockException of(IOException failure, String what) {
        if (failure instanceof BlockException known) {
            return known.prefix(what + ": ");
        }
        var message = String.valueOf(failure.getMessage());
        var kind =
                failure instanceof AccessDeniedException
                        ? ErrorKind.DENIED
                        : message.contains("No space left") || message.contains("quota")
                                ? ErrorKind.NO_SPACE
                                : ErrorKind.IO;
        return new BlockException(kind, what + ": " + failure, failure);
    }
}
