package org.blockyard.itest.fuzz.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.blockyard.itest.fuzz.formats.Specimen.Damaged;

/**
 * The beginning of a disk with a FAT file system, up to where nothing is but zeroes: what a guest
 * finds there (names are those of the specification).
 *
 * @param name how the disk is told to the tools
 * @param whole the disk as it was made, and what of it can be damaged
 * @param fat where its parts are
 */
record GuestDisk(String name, Damaged whole, Fat fat) {
    private static final int SECTOR = 512;
    private static final int ENTRY = 32;
    private static final int ATTRIBUTES = 11;
    private static final int LONG_NAME = 0x0f;
    private static final int MOST_FIELDS = 250;
    private static final int MOST_ENTRIES = 64;

    /** Free sectors that are kept behind the last that is used. */
    private static final int ROOM = 64;

    /**
     * Where the parts are, in bytes.
     *
     * @param start the volume
     * @param first the first table
     * @param second its copy
     * @param directories what follows the tables: the root directory, then the clusters
     */
    record Fat(int start, int first, int second, int directories) {
        static Fat of(ByteBuffer disk) {
            boolean floppy = (disk.get(0) & 0xff) == 0xeb;
            int start = floppy ? 0 : 63 * SECTOR;
            int first = start + disk.getShort(start + 14) * SECTOR;
            int narrow = disk.getShort(start + 22) & 0xffff;
            int length = (narrow != 0 ? narrow : disk.getInt(start + 36)) * SECTOR;
            return new Fat(start, first, first + length, first + 2 * length);
        }
    }

    /** A write of a guest. */
    record Write(long offset, byte[] bytes) {}

    /** Cuts a whole disk to what is used of it. */
    static GuestDisk of(String name, Path file) throws IOException {
        long used = lastUsed(file) + ROOM * (long) SECTOR;
        try (var channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.truncate(used);
            var bytes = Specimen.read(channel, 0, (int) channel.size());
            bytes.order(ByteOrder.LITTLE_ENDIAN);
            var fat = Fat.of(bytes);
            var whole = new Damaged(file, Structures.of(channel), fields(bytes, fat));
            return new GuestDisk(name, whole, fat);
        }
    }

    private static long lastUsed(Path file) throws IOException {
        long last = 0;
        var zeroes = new byte[1 << 16];
        try (var stream = Files.newInputStream(file)) {
            var piece = new byte[zeroes.length];
            long at = 0;
            for (int count = stream.readNBytes(piece, 0, piece.length); count > 0; ) {
                boolean used = Arrays.mismatch(piece, 0, count, zeroes, 0, count) >= 0;
                at += count;
                last = used ? at : last;
                count = stream.readNBytes(piece, 0, piece.length);
            }
        }
        return last;
    }

    private static List<Field> fields(ByteBuffer bytes, Fat fat) {
        var all = new ArrayList<Field>();
        for (int width : List.of(1, 2, 4)) {
            all.add(field(fat.first(), width, MOST_ENTRIES));
        }
        add(all, fat.start(), 1, 13, 16, 21);
        add(all, fat.start(), 2, 11, 14, 17, 19, 22);
        add(all, fat.start(), 4, 32, 36, 44);
        for (int at = fat.directories(); at + ENTRY <= bytes.limit(); at += ENTRY) {
            int attributes = bytes.get(at + ATTRIBUTES) & 0xff;
            if (all.size() < MOST_FIELDS && attributes == LONG_NAME) {
                add(all, at, 1, 0);
                all.add(field(at + 1, 2, 5));
                all.add(field(at + 14, 2, 6));
            } else if (all.size() < MOST_FIELDS && isShort(bytes, at)) {
                all.add(field(at, 1, ATTRIBUTES));
                add(all, at, 1, ATTRIBUTES);
                add(all, at, 2, 20, 26);
                add(all, at, 4, 28);
            }
        }
        return List.copyOf(all);
    }

    private static boolean isShort(ByteBuffer bytes, int at) {
        int attributes = bytes.get(at + ATTRIBUTES) & 0xff;
        int letter = bytes.get(at);
        return (attributes == 0x10 || attributes == 0x20 || attributes == 0x21)
                && letter >= '.'
                && letter <= 'Z';
    }

    private static void add(List<Field> all, int base, int width, int... places) {
        for (int place : places) {
            all.add(field(base + place, width, 1));
        }
    }

    private static Field field(int at, int width, int count) {
        return new Field(at, width, ByteOrder.LITTLE_ENDIAN, count);
    }

    /** Makes the tables equal, and long names those of the short ones behind them. */
    void seal(FileChannel damaged) throws IOException {
        var bytes = Specimen.read(damaged, 0, (int) damaged.size());
        if (bytes.limit() < fat.directories()) {
            return;
        }
        int length = fat.second() - fat.first();
        bytes.put(fat.second(), bytes, fat.first(), length);
        for (int at = fat.directories(); at + ENTRY <= bytes.limit(); at += ENTRY) {
            boolean last = bytes.get(at + ATTRIBUTES) != LONG_NAME;
            for (int part = at - ENTRY; last && part >= fat.directories(); part -= ENTRY) {
                if (bytes.get(part + ATTRIBUTES) != LONG_NAME) {
                    break;
                }
                bytes.put(part + 13, checksum(bytes, at));
            }
        }
        damaged.write(bytes, 0);
    }

    private static byte checksum(ByteBuffer bytes, int at) {
        int sum = 0;
        for (int i = 0; i < ATTRIBUTES; i++) {
            sum = ((sum & 1) << 7) + (sum >> 1) + (bytes.get(at + i) & 0xff) & 0xff;
        }
        return (byte) sum;
    }

    /** The runs of sectors in which a damaged disk is another. */
    List<Write> writes(FileChannel damaged) throws IOException {
        var before = Files.readAllBytes(whole.path());
        var now = Specimen.read(damaged, 0, before.length);
        var all = new ArrayList<Write>();
        int from = -1;
        for (int at = 0; at <= now.limit() - SECTOR; at += SECTOR) {
            boolean same = Arrays.equals(before, at, at + SECTOR, now.array(), at, at + SECTOR);
            if (!same && from < 0) {
                from = at;
            } else if (same && from >= 0) {
                all.add(new Write(from, Arrays.copyOfRange(now.array(), from, at)));
                from = -1;
            }
        }
        return all;
    }
}
