package org.blockyard.codec;

import java.nio.ByteBuffer;
import org.blockyard.io.BlockException;

/**
 * A stream of the .xz format whose blocks are packed by LZMA2 alone. Written from "The .xz File
 * Format" and the description of LZMA in its author's SDK.
 */
final class XzDecoder implements Decoder {
    private static final byte[] MAGIC = {(byte) 0xFD, '7', 'z', 'X', 'Z', 0};
    private static final int HEADER = 12;
    private static final int SUM = 4;
    private static final int LZMA2 = 0x21;
    private static final int HAS_PACKED_SIZE = 0x40;
    private static final int HAS_SIZE = 0x80;

    /** Bytes of the sums behind blocks, three kinds each. */
    private static final int[] SUMS = {0, 4, 8, 16, 32, 64};

    @Override
    public String name() {
        return "xz";
    }

    @Override
    public void decode(ByteBuffer source, ByteBuffer target) throws BlockException {
        var in = source.slice();
        var out = new Window(name(), target);
        require(in, HEADER, out);
        if (!in.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC)) || in.get(6) != 0) {
            throw out.damaged();
        }
        int sum = in.get(7) & 0xF;
        in.position(HEADER);
        while (!out.isFull()) {
            int start = in.position();
            blockHeader(in, out);
            new Lzma2(in, out).decode();
            int padding = (start - in.position()) & 3;
            int skipped = padding + SUMS[(sum + 2) / 3];
            if (!out.isFull()) {
                require(in, skipped, out);
                in.position(in.position() + skipped);
            }
        }
    }

    private static void require(ByteBuffer in, int size, Window out) throws BlockException {
        if (in.remaining() < size) {
            throw out.tooShort();
        }
    }

    /** Goes behind it. */
    private static void blockHeader(ByteBuffer in, Window out) throws BlockException {
        require(in, 1, out);
        int start = in.position();
        int size = ((in.get() & 0xFF) + 1) * 4;
        if (size == 4) {
            // the index, which follows the last block
            throw out.tooShort();
        }
        require(in, size - 1, out);
        var header = in.slice(start + 1, size - 1 - SUM);
        int flags = header.get();
        if ((flags & HAS_PACKED_SIZE) != 0) {
            number(header, out);
        }
        if ((flags & HAS_SIZE) != 0) {
            number(header, out);
        }
        if ((flags & 3) != 0 || number(header, out) != LZMA2) {
            throw out.damaged();
        }
        in.position(start + size);
    }

    /** A number in groups of seven bits, the lowest first. */
    private static long number(ByteBuffer header, Window out) throws BlockException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
            require(header, 1, out);
            int group = header.get();
            number |= (long) (group & 0x7F) << shift;
            if (group >= 0) {
                return number;
            }
        }
        throw out.damaged();
    }
}
