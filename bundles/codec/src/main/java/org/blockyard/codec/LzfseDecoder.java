package org.blockyard.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.blockyard.io.BlockException;

/**
 * LZFSE: a row of blocks, each stored, coded by LZVN, or coded by states. Written from the
 * description of the format in Apple's publication and libyal's documentation; little-endian.
 */
final class LzfseDecoder implements Decoder {
    private static final int END = magic('$');
    private static final int STORED = magic('-');
    private static final int PLAIN_HEADER = magic('1');
    private static final int PACKED_HEADER = magic('2');
    private static final int LZVN = magic('n');

    private static int magic(char kind) {
        return 'b' | 'v' << 8 | 'x' << 16 | kind << 24;
    }

    @Override
    public String name() {
        return "lzfse";
    }

    @Override
    public void decode(ByteBuffer source, ByteBuffer target) throws BlockException {
        var in = source.slice().order(ByteOrder.LITTLE_ENDIAN);
        var out = new Window(name(), target);
        while (!out.isFull()) {
            if (in.remaining() < 8) {
                throw out.tooShort();
            }
            int magic = in.getInt();
            if (magic == END) {
                throw out.tooShort();
            }
            block(magic, in.getInt(), in, out);
        }
    }

    private static void block(int magic, int size, ByteBuffer in, Window out)
            throws BlockException {
        if (magic == STORED) {
            out.literals(in, size < 0 ? Integer.MAX_VALUE : size);
        } else if (magic == LZVN) {
            if (in.remaining() < 4) {
                throw out.tooShort();
            }
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw out.tooShort();
            }
            new LzvnBlock(in.slice(in.position(), length), out).decode();
            in.position(in.position() + length);
        } else if (magic == PLAIN_HEADER) {
            new LzfseBlock(LzfseHeader.plain(in, out), in, out).decode();
        } else if (magic == PACKED_HEADER) {
            new LzfseBlock(LzfseHeader.packed(in, out), in, out).decode();
        } else {
            throw out.damaged();
        }
    }
}
