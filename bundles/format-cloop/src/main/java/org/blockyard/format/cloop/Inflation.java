package org.blockyard.format.cloop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.jspecify.annotations.Nullable;

/** Unpacks one block, piece by piece: what it takes of memory does not depend on the image. */
final class Inflation implements AutoCloseable {
    private static final int PIECE = 64 << 10;

    private final ImageFile file;
    private final long end;
    private final Inflater inflater = new Inflater();
    private final byte[] spare = new byte[1];
    private long at;

    Inflation(ImageFile file, long start, long end) {
        this.file = file;
        this.at = start;
        this.end = end;
    }

    /** Fills the buffer with all of the block; nothing may be left over. */
    void fill(ByteBuffer target) throws IOException {
        try {
            while (target.hasRemaining()) {
                if (inflater.inflate(target) == 0) {
                    feed();
                }
            }
            // the checksum behind the last byte is yet to be looked at
            while (!inflater.finished()) {
                if (inflater.inflate(spare) > 0) {
                    throw corrupt("it is longer than a block", null);
                }
                if (!inflater.finished()) {
                    feed();
                }
            }
        } catch (DataFormatException e) {
            throw corrupt("it is damaged", e);
        }
    }

    private void feed() throws IOException {
        if (inflater.finished() || inflater.needsDictionary() || at == end) {
            throw corrupt("it is shorter than a block", null);
        }
        int size = (int) Math.min(PIECE, end - at);
        inflater.setInput(file.read(at, size));
        at += size;
    }

    private static BlockException corrupt(String what, @Nullable Throwable cause) {
        return new BlockException(ErrorKind.CORRUPT, what, cause);
    }

    @Override
    public void close() {
        inflater.end();
    }
}
