package org.blockyard.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.blockyard.io.BlockException;

/** One block of bzip2 after the other: reads its tables and symbols, and undoes the sorting. */
final class Bzip2Block {
    private static final int MOST_TABLES = 6;
    private static final int GROUP = 50;
    private static final int MOST_SELECTORS = 18_002;
    private static final int RUN_A = 0;
    private static final int RUN_B = 1;

    /** As many equal bytes are followed by the number of those that were left out. */
    private static final int RUN = 4;

    private final ForwardBits in;
    private final Window out;
    private final int[] sorted;
    private final byte[] alphabet = new byte[256];
    private final int[] starts = new int[256];
    private int symbols;
    private int length;

    /**
     * A reader of blocks.
     *
     * @param most bytes that a block has at most
     */
    Bzip2Block(ForwardBits in, int most, Window out) {
        this.in = in;
        this.out = out;
        this.sorted = new int[most];
    }

    void decode(ByteBuffer target) throws BlockException {
        if (in.takeBit()) {
            throw out.damaged(); // a way to shuffle that no program has used since 1996
        }
        int origin = in.take(24);
        readAlphabet();
        readSymbols();
        if (origin >= length) {
            throw out.damaged();
        }
        link();
        write(origin, target);
    }

    private void readAlphabet() throws BlockException {
        int used = in.take(16);
        symbols = 0;
        for (int i = 0; i < 16; i++) {
            int part = (used & 0x8000 >> i) != 0 ? in.take(16) : 0;
            for (int j = 0; j < 16; j++) {
                if ((part & 0x8000 >> j) != 0) {
                    alphabet[symbols++] = (byte) (i * 16 + j);
                }
            }
        }
        if (symbols == 0) {
            throw out.damaged();
        }
    }

    private byte[] selectors(int tables) throws BlockException {
        var selectors = new byte[in.take(15)];
        if (selectors.length == 0 || selectors.length > MOST_SELECTORS) {
            throw out.damaged();
        }
        var order = new byte[tables];
        for (int i = 0; i < tables; i++) {
            order[i] = (byte) i;
        }
        for (int i = 0; i < selectors.length; i++) {
            int place = 0;
            while (in.takeBit()) {
                if (++place >= tables) {
                    throw out.damaged();
                }
            }
            selectors[i] = toFront(order, place);
        }
        return selectors;
    }

    private static byte toFront(byte[] order, int place) {
        byte value = order[place];
        System.arraycopy(order, 0, order, 1, place);
        order[0] = value;
        return value;
    }

    private void readSymbols() throws BlockException {
        int tables = in.take(3);
        if (tables < 2 || tables > MOST_TABLES) {
            throw out.damaged();
        }
        var selectors = selectors(tables);
        var codes = new PrefixCode[tables];
        for (int i = 0; i < tables; i++) {
            codes[i] = PrefixCode.read(in, symbols + 2, out);
        }
        Arrays.fill(starts, 0);
        length = 0;
        int end = symbols + 1;
        int run = 0;
        int weight = 1;
        for (int group = 0; ; group++) {
            if (group >= selectors.length) {
                throw out.damaged();
            }
            var code = codes[selectors[group]];
            for (int i = 0; i < GROUP; i++) {
                int symbol = code.next(in);
                if (symbol <= RUN_B) {
                    // runs are numbers of the digits one and two, the lowest first
                    run += symbol == RUN_A ? weight : 2 * weight;
                    weight <<= 1;
                    if (run > sorted.length - length) {
                        throw out.damaged();
                    }
                    continue;
                }
                append(alphabet[0], run);
                run = 0;
                weight = 1;
                if (symbol == end) {
                    return;
                }
                append(toFront(alphabet, symbol - 1), 1);
            }
        }
    }

    private void append(byte value, int count) throws BlockException {
        if (count > sorted.length - length) {
            throw out.damaged();
        }
        Arrays.fill(sorted, length, length + count, value & 0xFF);
        starts[value & 0xFF] += count;
        length += count;
    }

    /** Puts beside each byte where the next one of the original is. */
    private void link() {
        int sum = 0;
        for (int i = 0; i < starts.length; i++) {
            int count = starts[i];
            starts[i] = sum;
            sum += count;
        }
        for (int i = 0; i < length; i++) {
            sorted[starts[sorted[i] & 0xFF]++] |= i << 8;
        }
    }

    private void write(int origin, ByteBuffer target) {
        int at = sorted[origin] >>> 8;
        int last = -1;
        int equal = 0;
        for (int i = 0; i < length && target.hasRemaining(); i++) {
            int value = sorted[at] & 0xFF;
            at = sorted[at] >>> 8;
            if (equal == RUN) {
                for (int left = value; left > 0 && target.hasRemaining(); left--) {
                    target.put((byte) last);
                }
                equal = 0;
                last = -1;
                continue;
            }
            equal = value == last ? equal + 1 : 1;
            last = value;
            target.put((byte) value);
        }
    }
}
