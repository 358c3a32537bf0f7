package org.blockyard.codec;

import java.nio.ByteBuffer;
import org.blockyard.io.BlockException;

/** A block whose plain bytes and operations are coded by states. */
final class LzfseBlock {
    private static final int LENGTH_STATES = 64;
    private static final int DISTANCE_STATES = 256;
    private static final int LITERAL_STATES = 1024;
    private static final int[] LITERAL_EXTRAS = extras(16, 2, 3, 5, 8);
    private static final int[] LITERAL_BASES = bases(LITERAL_EXTRAS);
    private static final int[] MATCH_EXTRAS = extras(16, 3, 5, 8, 11);
    private static final int[] MATCH_BASES = bases(MATCH_EXTRAS);
    private static final int[] DISTANCE_EXTRAS = distanceExtras();
    private static final int[] DISTANCE_BASES = bases(DISTANCE_EXTRAS);

    private final LzfseHeader header;
    private final ByteBuffer source;
    private final Window out;

    /** A block whose two streams follow in the source. */
    LzfseBlock(LzfseHeader header, ByteBuffer source, Window out) {
        this.header = header;
        this.source = source;
        this.out = out;
    }

    private static int[] extras(int without, int... with) {
        var extras = new int[without + with.length];
        System.arraycopy(with, 0, extras, without, with.length);
        return extras;
    }

    private static int[] distanceExtras() {
        var extras = new int[LzfseHeader.DISTANCE_SYMBOLS];
        for (int i = 0; i < extras.length; i++) {
            extras[i] = i / 4;
        }
        return extras;
    }

    /** Each symbol stands for the values that follow those of the symbol before. */
    private static int[] bases(int[] extras) {
        var bases = new int[extras.length];
        for (int i = 1; i < bases.length; i++) {
            bases[i] = bases[i - 1] + (1 << extras[i - 1]);
        }
        return bases;
    }

    void decode() throws BlockException {
        int middle = source.position() + header.literalBytes();
        int end = middle + header.operationBytes();
        if (end > source.limit() || middle < source.position() || end < middle) {
            throw out.tooShort();
        }
        var literals = literals(source.position(), middle);
        operations(literals, middle, end);
        source.position(end);
    }

    private ByteBuffer literals(int from, int to) throws BlockException {
        var stream = new BackwardBits(source, from, to, header.literalSpare(), out);
        int first = 2 * LzfseHeader.LENGTH_SYMBOLS + LzfseHeader.DISTANCE_SYMBOLS;
        var frequencies = header.frequencies(first, LzfseHeader.LITERAL_SYMBOLS);
        var literals = ByteBuffer.allocate(header.literals());
        if (header.literals() == 0) {
            return literals;
        }
        var table = new FseTable(LITERAL_STATES, frequencies, out);
        var walks = new FseTable.Walk[header.literalStates().length];
        for (int i = 0; i < walks.length; i++) {
            walks[i] = table.new Walk(header.literalStates()[i], out);
        }
        while (literals.hasRemaining()) {
            for (var walk : walks) {
                literals.put((byte) walk.symbol(stream));
            }
        }
        return literals.flip();
    }

    private void operations(ByteBuffer literals, int from, int to) throws BlockException {
        if (header.matches() == 0) {
            return;
        }
        var stream = new BackwardBits(source, from, to, header.operationSpare(), out);
        int symbols = LzfseHeader.LENGTH_SYMBOLS;
        var lengths = walk(LENGTH_STATES, 0, symbols, 0);
        var matches = walk(LENGTH_STATES, symbols, symbols, 1);
        var distances = walk(DISTANCE_STATES, 2 * symbols, LzfseHeader.DISTANCE_SYMBOLS, 2);
        int distance = 0;
        for (int i = 0; i < header.matches() && !out.isFull(); i++) {
            int length = lengths.value(stream, LITERAL_BASES, LITERAL_EXTRAS);
            int match = matches.value(stream, MATCH_BASES, MATCH_EXTRAS);
            int next = distances.value(stream, DISTANCE_BASES, DISTANCE_EXTRAS);
            distance = next == 0 ? distance : next;
            out.literals(literals, length);
            out.repeat(distance, out.isFull() ? 0 : match);
        }
    }

    private FseTable.Walk walk(int states, int from, int count, int which) throws BlockException {
        var table = new FseTable(states, header.frequencies(from, count), out);
        return table.new Walk(header.operationStates()[which], out);
    }
}
