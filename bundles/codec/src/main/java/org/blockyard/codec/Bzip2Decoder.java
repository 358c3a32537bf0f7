package org.blockyard.codec;

import java.nio.ByteBuffer;
import org.blockyard.io.BlockException;

/** Bzip2: streams of blocks that were sorted by Burrows and Wheeler's way and then packed. */
final class Bzip2Decoder implements Decoder {
    private static final int STREAM = 'B' << 16 | 'Z' << 8 | 'h';
    private static final long BLOCK = 0x3141_5926_5359L;
    private static final long END = 0x1772_4538_5090L;
    private static final int UNIT = 100_000;

    @Override
    public String name() {
        return "bzip2";
    }

    @Override
    public void decode(ByteBuffer source, ByteBuffer target) throws BlockException {
        var out = new Window(name(), target);
        var in = new ForwardBits(source, out);
        while (!out.isFull()) {
            stream(in, target, out);
        }
    }

    private static void stream(ForwardBits in, ByteBuffer target, Window out)
            throws BlockException {
        int level = in.take(24) == STREAM ? in.take(8) - '0' : 0;
        if (level < 1 || level > 9) {
            throw out.damaged();
        }
        var block = new Bzip2Block(in, level * UNIT, out);
        while (!out.isFull()) {
            long magic = (long) in.take(24) << 24 | in.take(24);
            if (magic == END) {
                in.skip(32); // the sum over the stream, of which images have others
                in.toByte();
                return;
            }
            if (magic != BLOCK) {
                throw out.damaged();
            }
            in.skip(32);
            block.decode(target);
        }
    }
}
