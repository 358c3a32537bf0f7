package org.blockyard.itest.bench.stall;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** Files of random bytes, so that nothing is a hole, that are on disk. */
final class DiskFiles {
    private static final int PIECE = 1 << 20;

    private DiskFiles() {}

    /** Makes one. */
    static void make(Path file, long length) throws IOException {
        var random = new SplittableRandom(1);
        var bytes = new byte[PIECE];
        try (var out =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long at = 0; at < length; at += PIECE) {
                random.nextBytes(bytes);
                out.write(ByteBuffer.wrap(bytes));
            }
            out.force(false);
        }
    }
}
