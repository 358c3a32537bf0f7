package org.blockyard.itest.fuzz.images;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.blockyard.itest.fuzz.inputs.Choices;

/** Changes a sound image as the choices say: fields of its structures, or its length. */
final class Damage {
    /** Numbers at which limits are wrong if they are. */
    private static final List<Long> EDGES =
            List.of(
                    0L,
                    1L,
                    -1L,
                    2L,
                    511L,
                    512L,
                    513L,
                    4096L,
                    65536L,
                    1L << 31,
                    1L << 32,
                    1L << 48,
                    1L << 55,
                    1L << 56,
                    1L << 62,
                    Long.MIN_VALUE,
                    Long.MAX_VALUE);

    /** Bytes of an input before its first change: image, plan, shape and amount. */
    static final int HEAD = 5;

    /** Bytes of a change. */
    static final int CHANGE = 12;

    private static final int MOST_GROWTH = 1 << 20;

    private final Specimen specimen;
    private final ByteBuffer image;

    private Damage(Specimen specimen) {
        this.specimen = specimen;
        this.image = ByteBuffer.wrap(specimen.bytes().clone());
    }

    /** A copy of the specimen with what the choices change. */
    static byte[] apply(Specimen specimen, Choices choices) {
        var damage = new Damage(specimen);
        int shape = choices.one();
        int amount = choices.two();
        while (choices.areLeft()) {
            damage.change(choices);
        }
        return damage.shaped(shape, amount);
    }

    /** Most images keep their length: one that is cut is soon refused. */
    private byte[] shaped(int shape, int amount) {
        var bytes = image.array();
        int part = (int) ((long) bytes.length * amount >> 16);
        return switch (shape) {
            case 1 -> Arrays.copyOf(bytes, part);
            case 2 -> Arrays.copyOf(bytes, bytes.length + (amount << 4) % MOST_GROWTH);
            default -> bytes;
        };
    }

    /** One change takes twelve bytes of the input, whatever it is. */
    private void change(Choices choices) {
        int kind = choices.one() % 8;
        int place = place(choices.of(specimen.structures()), choices.two());
        long value = choices.eight();
        int word = place & ~7;
        switch (kind) {
            case 0 -> image.putLong(word, value);
            case 1 -> image.putInt(place & ~3, (int) value);
            case 2 -> image.put(place, (byte) value);
            case 3 -> image.put(place, (byte) (image.get(place) ^ 1 << (value & 7)));
            case 4 -> image.putLong(word, reference(value));
            case 5 -> image.putLong(word, image.getLong(place(chosen(value), (int) value) & ~7));
            case 6 -> image.putLong(word, image.getLong(word) + (byte) value);
            default -> image.putLong(word, EDGES.get((int) (value & 0xff) % EDGES.size()));
        }
    }

    /** The place of a structure as an entry of a table has it, with flags or without. */
    private long reference(long value) {
        return chosen(value).offset() | value & 0xC000_0000_0000_0001L;
    }

    private Specimen.Structure chosen(long value) {
        return specimen.structures()
                .get((int) (value >>> 16 & 0xff) % specimen.structures().size());
    }

    private int place(Specimen.Structure structure, int within) {
        return Math.clamp(
                structure.offset() + within % structure.length(), 0, image.capacity() - 8);
    }
}
