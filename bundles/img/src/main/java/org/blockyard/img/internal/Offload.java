package org.blockyard.img.internal;

import java.io.IOException;
import org.blockyard.graph.Lane;

/** Has the operating system copy, where both disks lie in files as they are. */
record Offload(SourceDisk source, Lane target) {
    /** The most that is given to it at once, so that progress can be told. */
    static final int MOST = 16 << 20;

    /** Copies a range from its beginning on, as far as it goes; the count of bytes. */
    long copy(long offset, long length) throws IOException {
        for (long done = 0; done < length; ) {
            long copied = source.copyTo(target, offset + done, length - done);
            if (copied == 0) {
                return done;
            }
            done += copied;
        }
        return length;
    }
}
