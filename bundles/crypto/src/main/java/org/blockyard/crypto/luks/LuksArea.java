package org.blockyard.crypto.luks;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a header and its key material lie. */
public interface LuksArea {
    /** Reads so many bytes to a new buffer, ready to be taken from. */
    ByteBuffer read(long offset, int length) throws IOException;

    /** Writes the rest of the buffer. */
    void write(long offset, ByteBuffer bytes) throws IOException;

    /** All that was written is on stable storage afterwards. */
    void flush() throws IOException;
}
