package org.blockyard.qmp.chardev;

import java.io.Closeable;
import java.io.IOException;

/** Bytes to and from one client. One thread reads, one writes, any closes; closing ends both. */
public interface Connection extends Closeable {
    /** Waits for bytes; how many there are now in {@code buffer}, or -1 when no more will come. */
    int read(byte[] buffer) throws IOException;

    /** Writes all of it, however long that takes. */
    void write(byte[] bytes) throws IOException;

    @Override
    void close();
}
