package org.blockyard.codec;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.io.BlockException;

/** A row of pieces, each packed by LZMA or stored, that may go on with what those before knew. */
final class Lzma2 {
    private static final int END = 0;
    private static final int STORED_ANEW = 1;
    private static final int STORED = 2;
    private static final int PACKED = 0x80;

    /** What is forgotten before a packed piece; each forgets what those before it do, too. */
    private static final int STATE = 1;

    private static final int PROPERTIES = 2;
    private static final int DICTIONARY = 3;

    private final ByteBuffer in;
    private final Window out;
    private Optional<LzmaModel.Properties> properties = Optional.empty();
    private Optional<LzmaModel> model = Optional.empty();
    private int from = -1;

    Lzma2(ByteBuffer in, Window out) {
        this.in = in;
        this.out = out;
    }

    /** Goes on to the end of the row, or until the target is full. */
    void decode() throws BlockException {
        while (!out.isFull()) {
            int control = take(1);
            if (control == END) {
                return;
            }
            int forgotten = control >= PACKED ? control >> 5 & 3 : 0;
            if (control == STORED_ANEW || forgotten == DICTIONARY) {
                from = out.position();
            }
            if (from < 0 || control > STORED && control < PACKED) {
                throw out.damaged();
            }
            if (control >= PACKED) {
                packed((control & 0x1F) << 16, forgotten);
            } else {
                out.literals(in, take(2) + 1);
            }
        }
    }

    private void packed(int high, int forgotten) throws BlockException {
        int count = high + take(2) + 1;
        int size = take(2) + 1;
        if (forgotten >= PROPERTIES) {
            properties = Optional.of(LzmaModel.Properties.of(take(1), out));
        }
        if (forgotten >= STATE) {
            model = Optional.of(new LzmaModel(properties.orElseThrow(out::damaged), out));
        }
        if (in.remaining() < size) {
            throw out.tooShort();
        }
        var piece = in.slice(in.position(), size);
        model.orElseThrow(out::damaged).decode(new RangeDecoder(piece, out), from, count);
        in.position(in.position() + size);
    }

    /** A number of so many bytes, the highest first. */
    private int take(int bytes) throws BlockException {
        if (in.remaining() < bytes) {
            throw out.tooShort();
        }
        int number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | in.get() & 0xFF;
        }
        return number;
    }
}
