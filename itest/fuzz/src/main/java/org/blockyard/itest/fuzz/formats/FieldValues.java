package org.blockyard.itest.fuzz.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * What stands in a number of an image, and what else could, where a limit that is wrong or missing
 * shows: the ends of its range, powers of two and their neighbours, and what makes the product with
 * another number of the image too large for one.
 */
final class FieldValues {
    private final FileChannel file;

    FieldValues(FileChannel file) {
        this.file = file;
    }

    /** Puts another number, as the choice says, in the place of one. */
    void change(Field field, int index, long choice, Field other) throws IOException {
        int bits = 8 * field.width();
        int shift = (int) (choice >>> 8 & 0xff);
        long old = number(field, index);
        // the exact number most often: others are refused for what they are no multiples of
        long neighbour = (choice >>> 16 & 7) == 0 ? 1 : (choice >>> 16 & 7) == 1 ? -1 : 0;
        long changed =
                switch ((int) (choice & 7)) {
                    case 0 -> (choice >>> 8 & 1) == 0 ? neighbour : neighbour + (1L << bits - 1);
                    case 1, 2 -> (1L << shift % bits) + neighbour;
                    case 3 -> old + (byte) shift;
                    case 4 -> (shift & 1) == 0 ? old << 1 + shift % 24 : old >>> 1 + shift % 24;
                    case 5 -> overflowing(number(other, index), shift) + neighbour;
                    case 6 -> number(other, index) + neighbour;
                    default -> choice >>> 8;
                };
        put(field, index, changed);
    }

    /** What a factor makes at least 2 to the power of 31, 32, 63 or 64. */
    private static long overflowing(long factor, int power) {
        long divisor = Math.max(1, factor);
        return switch (power & 3) {
            case 0 -> Math.ceilDiv(1L << 31, divisor);
            case 1 -> Math.ceilDiv(1L << 32, divisor);
            case 2 -> Long.divideUnsigned(Long.MIN_VALUE, divisor) + 1;
            default -> Long.divideUnsigned(-1, divisor) + 1;
        };
    }

    private long number(Field field, int index) throws IOException {
        return Specimen.number(file, field.at(index), field.width(), field.order());
    }

    private void put(Field field, int index, long value) throws IOException {
        int from = field.order() == ByteOrder.LITTLE_ENDIAN ? 0 : Long.BYTES - field.width();
        var bytes = ByteBuffer.allocate(Long.BYTES).order(field.order()).putLong(0, value);
        file.write(bytes.slice(from, field.width()), field.at(index));
    }
}
