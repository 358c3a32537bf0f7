package org.blockyard.codec;

import java.nio.ByteBuffer;
import org.blockyard.io.BlockException;

/**
 * A block of LZVN, the simpler half of LZFSE. Each operation says how many plain bytes L follow it,
 * and how many bytes M are then repeated from a distance D, which stays for later operations.
 */
final class LzvnBlock {
    private static final int END = 0x06;

    private final ByteBuffer source;
    private final Window out;
    private int distance;

    /** A block whose payload the source holds, little-endian. */
    LzvnBlock(ByteBuffer source, Window out) {
        this.source = source;
        this.out = out;
    }

    void decode() throws BlockException {
        while (!out.isFull()) {
            int code = next();
            if (code == END) {
                return;
            }
            if (code >= 0xF0) {
                out.repeat(distance, code == 0xF0 ? next() + 16 : code & 15);
            } else if (code >= 0xE0) {
                out.literals(source, code == 0xE0 ? next() + 16 : code & 15);
            } else if (code >= 0xA0 && code < 0xC0) {
                medium(code);
            } else if (code >= 0x70 && code < 0x80 || code >= 0xD0) {
                throw out.damaged();
            } else {
                general(code);
            }
        }
    }

    /** {@code 101LLMMM DDDDDDMM DDDDDDDD}, as little-endian. */
    private void medium(int code) throws BlockException {
        int rest = next() | next() << 8;
        distance = rest >> 2;
        copy(code >> 3 & 3, ((code & 7) << 2 | rest & 3) + 3);
    }

    /** {@code LLMMMDDD}, in which the last three bits also say where the distance comes from. */
    private void general(int code) throws BlockException {
        int literals = code >> 6;
        int matches = (code >> 3 & 7) + 3;
        switch (code & 7) {
            case 6 -> {
                if (literals == 0) {
                    if (code != 0x0E && code != 0x16) {
                        throw out.damaged();
                    }
                    return; // these two do nothing
                }
            }
            case 7 -> distance = next() | next() << 8;
            default -> distance = (code & 7) << 8 | next();
        }
        copy(literals, matches);
    }

    private void copy(int literals, int matches) throws BlockException {
        out.literals(source, literals);
        out.repeat(distance, out.isFull() ? 0 : matches);
    }

    private int next() throws BlockException {
        if (!source.hasRemaining()) {
            throw out.tooShort();
        }
        return source.get() & 0xFF;
    }
}
