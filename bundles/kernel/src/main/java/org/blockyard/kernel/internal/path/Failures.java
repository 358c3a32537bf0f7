package org.blockyard.kernel.internal.path;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Makes of whatever a driver throws a block exception that names the node. What no driver may throw
 * is logged too.
 */
public final class Failures {
    private static final Logger LOG = System.getLogger("org.blockyard.kernel");

    private Failures() {}

    /** The failure of something that was done on a node. */
    public static BlockException of(String node, String what, Throwable thrown) {
        if (thrown instanceof IOException known) {
            return BlockException.of(known).inNode(node);
        }
        LOG.log(Level.ERROR, "node '" + node + "': its driver failed in " + what, thrown);
        var kind = thrown instanceof OutOfMemoryError ? ErrorKind.RESOURCE : ErrorKind.IO;
        var sentence = "the driver of node '" + node + "' failed in " + what + ": " + thrown;
        return new BlockException(kind, sentence, thrown).inNode(node);
    }
}
