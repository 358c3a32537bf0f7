package org.blockyard.format.kit;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** How a disk's bytes differ from those in its file, sector by sector. Any thread. */
@ConsumerType
public interface DataCipher {
    /** Turns sectors from the file into those of the disk, in place, from position to limit. */
    void decrypt(long diskOffset, ByteBuffer bytes) throws IOException;

    /**
     * Puts the sectors of the disk, as they are to be in the file, into the target; both advance.
     */
    void encrypt(long diskOffset, ByteBuffer source, ByteBuffer target) throws IOException;
}
