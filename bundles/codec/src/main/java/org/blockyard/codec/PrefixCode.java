package org.blockyard.codec;

import java.util.Arrays;
import org.blockyard.io.BlockException;

/** A prefix code of up to 20 bits, in which codes of one length follow each other. */
final class PrefixCode {
    private static final int LONGEST = 20;

    private final Window out;
    private final int[] limits = new int[LONGEST + 2];
    private final int[] bases = new int[LONGEST + 2];
    private final int[] symbols;
    private final int shortest;

    private PrefixCode(int[] lengths, Window out) {
        this.out = out;
        symbols = new int[lengths.length];
        int code = 0;
        int count = 0;
        for (int length = 1; length <= LONGEST; length++) {
            bases[length] = count - code;
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] == length) {
                    symbols[count++] = symbol;
                    code++;
                }
            }
            limits[length] = code;
            code <<= 1;
        }
        shortest = Arrays.stream(lengths).min().orElse(1);
    }

    /** Reads the lengths of the codes of so many symbols, each as a difference to the last. */
    static PrefixCode read(ForwardBits in, int count, Window out) throws BlockException {
        var lengths = new int[count];
        int length = in.take(5);
        for (int i = 0; i < count; i++) {
            while (in.takeBit()) {
                length += in.takeBit() ? -1 : 1;
                if (length < 1 || length > LONGEST) {
                    throw out.damaged();
                }
            }
            if (length < 1 || length > LONGEST) {
                throw out.damaged();
            }
            lengths[i] = length;
        }
        return new PrefixCode(lengths, out);
    }

    int next(ForwardBits in) throws BlockException {
        int code = in.take(shortest);
        for (int length = shortest; length <= LONGEST; length++) {
            if (code < limits[length]) {
                int at = code + bases[length];
                if (at < 0 || at >= symbols.length) {
                    throw out.damaged();
                }
                return symbols[at];
            }
            code = code << 1 | in.take(1);
        }
        throw out.damaged();
    }
}
