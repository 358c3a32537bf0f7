package org.blockyard.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.blockyard.io.BlockException;

/**
 * The header of a block that is coded by states, in either of its two forms; all is little-endian.
 *
 * @param literals how many plain bytes the block has
 * @param matches how many operations
 * @param literalBytes bytes of the stream of plain bytes
 * @param operationBytes bytes of the stream of operations, which follows
 * @param literalSpare unused bits at the end of the first stream
 * @param operationSpare unused bits at the end of the second
 * @param literalStates the states in which four interleaved decoders of plain bytes begin
 * @param operationStates the states in which those of L, M and D begin
 * @param frequencies of the symbols of L, M, D and plain bytes
 */
record LzfseHeader(
        int literals,
        int matches,
        int literalBytes,
        int operationBytes,
        int literalSpare,
        int operationSpare,
        int[] literalStates,
        int[] operationStates,
        int[] frequencies) {
    static final int LENGTH_SYMBOLS = 20;
    static final int DISTANCE_SYMBOLS = 64;
    static final int LITERAL_SYMBOLS = 256;

    private static final int SYMBOLS = 2 * LENGTH_SYMBOLS + DISTANCE_SYMBOLS + LITERAL_SYMBOLS;
    private static final int MOST_LITERALS = 40_000;
    private static final int MOST_MATCHES = 10_000;

    /** Bytes of a header with packed fields, from the block's beginning to the frequencies. */
    private static final int PACKED_SIZE = 32;

    private static final int PLAIN_SIZE = 48 + 2 * SYMBOLS + 2;

    int[] frequencies(int from, int count) {
        return Arrays.copyOfRange(frequencies, from, from + count);
    }

    /** Reads a header of plain fields; the source stands behind magic and raw size. */
    static LzfseHeader plain(ByteBuffer source, Window out) throws BlockException {
        if (source.remaining() < PLAIN_SIZE - 8) {
            throw out.tooShort();
        }
        source.getInt(); // of the whole payload
        int literals = source.getInt();
        int matches = source.getInt();
        int literalBytes = source.getInt();
        int operationBytes = source.getInt();
        int literalSpare = -source.getInt();
        int[] literalStates = shorts(source, 4);
        int operationSpare = -source.getInt();
        int[] operationStates = shorts(source, 3);
        int[] frequencies = shorts(source, SYMBOLS);
        return new LzfseHeader(
                        literals,
                        matches,
                        literalBytes,
                        operationBytes,
                        literalSpare,
                        operationSpare,
                        literalStates,
                        operationStates,
                        frequencies)
                .checked(out);
    }

    private static int[] shorts(ByteBuffer source, int count) {
        var values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = source.getShort() & 0xFFFF;
        }
        return values;
    }

    /** Reads a header of packed fields; the source stands behind magic and raw size. */
    static LzfseHeader packed(ByteBuffer source, Window out) throws BlockException {
        if (source.remaining() < PACKED_SIZE - 8) {
            throw out.tooShort();
        }
        long first = source.getLong();
        long second = source.getLong();
        long third = source.getLong();
        long size = bits(third, 0, 32);
        if (size < PACKED_SIZE || size - PACKED_SIZE > source.remaining()) {
            throw out.damaged();
        }
        var table = source.slice(source.position(), (int) size - PACKED_SIZE);
        source.position(source.position() + table.remaining());
        return new LzfseHeader(
                        (int) bits(first, 0, 20),
                        (int) bits(first, 40, 20),
                        (int) bits(first, 20, 20),
                        (int) bits(second, 40, 20),
                        7 - (int) bits(first, 60, 3),
                        7 - (int) bits(second, 60, 3),
                        states(second, 0, 4),
                        states(third, 32, 3),
                        frequencies(table, out))
                .checked(out);
    }

    private static int[] states(long field, int from, int count) {
        var states = new int[count];
        for (int i = 0; i < count; i++) {
            states[i] = (int) bits(field, from + 10 * i, 10);
        }
        return states;
    }

    private static long bits(long field, int from, int count) {
        return field >>> from & (1L << count) - 1;
    }

    /** The frequencies, each in 2, 3, 5, 8 or 14 bits; the lowest bits come first. */
    private static int[] frequencies(ByteBuffer table, Window out) throws BlockException {
        var values = new int[SYMBOLS];
        if (!table.hasRemaining()) {
            return values;
        }
        long bits = 0;
        int held = 0;
        for (int i = 0; i < SYMBOLS; i++) {
            for (; held < 14 && table.hasRemaining(); held += 8) {
                bits |= (table.get() & 0xFFL) << held;
            }
            int code = (int) bits;
            int length;
            if ((code & 1) == 0) {
                length = 2;
                values[i] = code >> 1 & 1;
            } else if ((code & 2) == 0) {
                length = 3;
                values[i] = 2 + (code >> 2 & 1);
            } else if ((code & 4) == 0) {
                length = 5;
                values[i] = 4 + (code >> 3 & 3);
            } else if ((code & 8) == 0) {
                length = 8;
                values[i] = 8 + (code >> 4 & 0xF);
            } else {
                length = 14;
                values[i] = 24 + (code >> 4 & 0x3FF);
            }
            if (length > held) {
                throw out.tooShort();
            }
            bits >>>= length;
            held -= length;
        }
        return values;
    }

    private LzfseHeader checked(Window out) throws BlockException {
        boolean good =
                literals >= 0
                        && literals <= MOST_LITERALS
                        && literals % 4 == 0
                        && matches >= 0
                        && matches <= MOST_MATCHES
                        && literalBytes >= 0
                        && operationBytes >= 0
                        && literalSpare >= 0
                        && literalSpare < 8
                        && operationSpare >= 0
                        && operationSpare < 8;
        if (!good) {
            throw out.damaged();
        }
        return this;
    }
}
