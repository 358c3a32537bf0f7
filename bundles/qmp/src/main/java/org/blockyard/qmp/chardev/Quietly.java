package org.blockyard.qmp.chardev;

import java.io.Closeable;
import java.io.IOException;

/** Closing where a failure changes nothing. */
final class Quietly {
    private Quietly() {}

    /** Closes it. */
    static void close(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // what was to be sent was sent or the other side is gone
        }
    }
}
