package org.blockyard.itest.fuzz.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.blockyard.itest.fuzz.formats.Specimen.Damaged;
import org.blockyard.itest.fuzz.formats.Specimen.Structure;
import org.blockyard.itest.fuzz.inputs.Choices;

/**
 * Changes a file as choices say: half the times a number that is known to matter ({@link Fields}),
 * else numbers of any width and order in its metadata, references from one structure to another in
 * whichever unit, letters, whole sectors; and its length.
 */
final class Damage {
    /** Numbers at which limits are wrong if they are. */
    private static final List<Long> EDGES =
            List.of(
                    0L,
                    1L,
                    -1L,
                    2L,
                    7L,
                    511L,
                    512L,
                    513L,
                    4096L,
                    65536L,
                    1L << 20,
                    1L << 24,
                    (1L << 31) - 1,
                    1L << 31,
                    1L << 32,
                    1L << 40,
                    1L << 48,
                    1L << 55,
                    1L << 62,
                    Long.MIN_VALUE,
                    Long.MAX_VALUE);

    /** What entries of tables count in: bytes, sectors, pages, blocks of usual sizes. */
    private static final List<Integer> UNITS = List.of(0, 9, 12, 16, 20, 21);

    private static final List<String> WORDS =
            List.of("0", "-1", "4294967296", "99999999999999999999", "\0", "\"", "\n", "/../", "=");

    /** Kinds of changes for which nothing need be known. */
    private static final int ANYWHERE = 12;

    private static final int SECTOR = 512;
    private static final int MOST_GROWTH = 1 << 20;

    /** Bytes of a change. */
    static final int CHANGE = 13;

    private final FileChannel file;
    private final List<Structure> structures;
    private final List<Field> fields;
    private final FieldValues values;
    private final long size;

    private Damage(FileChannel file, Damaged of) throws IOException {
        this.file = file;
        this.structures = of.structures();
        this.fields = of.fields();
        this.values = new FieldValues(file);
        this.size = file.size();
    }

    /** Damages a copy of a file with all the choices that are left. */
    static void apply(FileChannel copy, Damaged of, Choices choices) throws IOException {
        var damage = new Damage(copy, of);
        int shape = choices.one();
        int amount = choices.two();
        while (choices.areLeft()) {
            damage.change(choices);
        }
        damage.shape(shape, amount);
    }

    /** Most keep their length: one that is cut is soon refused. */
    private void shape(int shape, int amount) throws IOException {
        if (shape == 1) {
            file.truncate(size * amount >> 16);
        } else if (shape == 2) {
            put(size + (amount << 4) % MOST_GROWTH, new byte[1]);
        }
    }

    private void change(Choices choices) throws IOException {
        int kind = choices.one() % (fields.isEmpty() ? ANYWHERE : 2 * ANYWHERE);
        int form = choices.one();
        int which = choices.one();
        int within = choices.two();
        long value = choices.eight();
        if (kind >= ANYWHERE) {
            var other = fields.get(form % fields.size());
            values.change(fields.get(which % fields.size()), within, value, other);
            return;
        }
        long place = place(structures.get(which % structures.size()), within);
        switch (kind) {
            case 0 -> number(place, form, value);
            case 1, 2, 3 -> number(place, form, edge(value));
            case 4, 5 -> number(place, form, reference(value));
            case 6 -> number(place, form, old(place, form) + (byte) value);
            case 7 -> put(place, new byte[] {(byte) value});
            case 8 -> put(place, new byte[] {(byte) (old(place, 0) ^ 1 << (value & 7))});
            case 9 -> put(form % 2 == 0 ? place : known(which, within, place), word(value, form));
            case 10 -> put(place & -SECTOR, new byte[SECTOR]);
            default -> put(place & -SECTOR, sector(value));
        }
    }

    /** A number, in the width and order of the form, at a multiple of its width. */
    private void number(long place, int form, long value) throws IOException {
        int width = 1 << (form & 3);
        var bytes = ByteBuffer.allocate(8).order(order(form)).putLong(value).array();
        var used = new byte[width];
        System.arraycopy(
                bytes, order(form) == ByteOrder.LITTLE_ENDIAN ? 0 : 8 - width, used, 0, width);
        put(place & -width, used);
    }

    private static ByteOrder order(int form) {
        return (form & 4) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private long old(long place, int form) throws IOException {
        int width = 1 << (form & 3);
        var bytes = ByteBuffer.allocate(8).order(order(form));
        var there = Specimen.read(file, place & -width, width);
        bytes.position(order(form) == ByteOrder.LITTLE_ENDIAN ? 0 : 8 - width);
        return bytes.put(there).rewind().getLong();
    }

    private static long edge(long value) {
        return EDGES.get((int) (value & 0xff) % EDGES.size()) + (value >> 8 & 1);
    }

    /** The place of a structure, or that of the file's end, as a table's entry may have it. */
    private long reference(long value) {
        var structure = structures.get((int) (value >>> 16 & 0xff) % structures.size());
        long at = (value & 0x100) == 0 ? structure.offset() : size;
        int unit = UNITS.get((int) (value >>> 24 & 0xff) % UNITS.size());
        return (at >> unit) | value >>> 32 & 7;
    }

    /** The place of a number that is known, which may be that of a name. */
    private long known(int which, int within, long otherwise) {
        return fields.isEmpty() ? otherwise : fields.get(which % fields.size()).at(within);
    }

    /** Letters of one byte each, or of two. */
    private static byte[] word(long value, int form) {
        var word = WORDS.get((int) (value & 0xff) % WORDS.size());
        return word.getBytes(
                (form & 2) == 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16LE);
    }

    private byte[] sector(long value) throws IOException {
        var from = structures.get((int) (value >>> 16 & 0xff) % structures.size());
        var bytes = new byte[SECTOR];
        var there = Specimen.read(file, from.offset() & -SECTOR, SECTOR);
        there.get(bytes, 0, there.remaining());
        return bytes;
    }

    private void put(long place, byte[] bytes) throws IOException {
        file.write(ByteBuffer.wrap(bytes), place);
    }

    private long place(Structure structure, int within) {
        // two bytes reach all of a short structure, and an even spread of a long one
        long spread =
                structure.length() <= 1 << 16
                        ? within % structure.length()
                        : (long) structure.length() * within >> 16;
        return Math.clamp(structure.offset() + spread, 0, Math.max(0, size - 8));
    }
}
