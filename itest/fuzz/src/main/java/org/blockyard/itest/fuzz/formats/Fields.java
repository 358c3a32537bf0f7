package org.blockyard.itest.fuzz.formats;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a sound image has the numbers that matter: sizes, offsets, counts, flags and the first
 * entries of tables (the layouts are those of the formats' specifications). What is no image of its
 * format, as a file beside it, has none.
 */
final class Fields {
    /** Images of ours are small: what they use is among the first entries. */
    private static final int MOST_ENTRIES = 64;

    private static final int SECTOR = 512;
    private static final int KIB = 1024;

    private final FileChannel file;
    private final List<Field> found = new ArrayList<>();
    private ByteOrder order = LITTLE_ENDIAN;

    private Fields(FileChannel file) {
        this.file = file;
    }

    /** Those of a file that belongs to an image of that format. */
    static List<Field> of(FileChannel file, String format) throws IOException {
        var fields = new Fields(file);
        switch (format) {
            case "qcow2" -> fields.qcow2();
            case "qcow" -> fields.qcow();
            case "luks" -> fields.luks();
            case "qed" -> fields.qed();
            case "vdi" -> fields.vdi();
            case "parallels" -> fields.parallels();
            case "vpc" -> fields.vpc();
            case "vhdx" -> fields.vhdx();
            case "vmdk" -> fields.vmdk();
            case "bochs" -> fields.bochs();
            case "cloop" -> fields.cloop();
            case "dmg" -> fields.dmg();
            default -> {
                // raw: no numbers at all
            }
        }
        long size = file.size();
        return fields.found.stream()
                .filter(field -> field.at() >= 0 && field.at(field.count() - 1) < size)
                .toList();
    }

    /** Numbers of one width at these places behind a base. */
    private void numbers(long base, int width, int... places) {
        for (int place : places) {
            found.add(new Field(base + place, width, order, 1));
        }
    }

    private void table(long at, int width, long entries) {
        if (at > 0 && entries > 0) {
            found.add(new Field(at, width, order, (int) Math.min(entries, MOST_ENTRIES)));
        }
    }

    /** A table, and those to which its entries lead. */
    private void tables(long at, int width, long entries, long unit, long entriesBelow)
            throws IOException {
        table(at, width, entries);
        for (int i = 0; i < Math.min(entries, MOST_ENTRIES); i++) {
            // flags are in an entry's last bits
            long below = number(at + (long) i * width, width) & Long.MAX_VALUE >> 1;
            table(below * unit, width, entriesBelow);
        }
    }

    private long number(long at, int width) throws IOException {
        return Specimen.number(file, at, width, order);
    }

    private boolean begins(long magic, int width) throws IOException {
        return number(0, width) == magic;
    }

    private void qcow2() throws IOException {
        order = BIG_ENDIAN;
        if (!begins(0x514649fb, 4)) {
            return;
        }
        numbers(0, 4, 4, 16, 20, 32, 36, 56, 60, 96, 100);
        numbers(0, 8, 8, 24, 40, 48, 64, 72, 80, 88);
        numbers(0, 1, 104);
        int extensions = number(4, 4) == 2 ? 72 : (int) number(100, 4);
        numbers(extensions, 4, 0, 4, 8);
        long cluster = 1L << number(20, 4);
        tables(number(40, 8), 8, number(36, 4), 1, cluster / 8);
        tables(number(48, 8), 8, 1, 1, cluster / 8);
    }

    private void qcow() throws IOException {
        order = BIG_ENDIAN;
        if (!begins(0x514649fb, 4)) {
            return;
        }
        numbers(0, 4, 4, 16, 36);
        numbers(0, 8, 8, 24, 40);
        numbers(0, 1, 32, 33);
        tables(number(40, 8), 8, MOST_ENTRIES, 1, 1L << number(33, 1));
    }

    private void luks() {
        order = BIG_ENDIAN;
        numbers(0, 2, 6);
        numbers(0, 4, 104, 108, 164);
        for (int slot = 208; slot < 592; slot += 48) {
            numbers(slot, 4, 0, 4, 40, 44);
        }
    }

    private void qed() throws IOException {
        if (!begins(0x00444551, 4)) {
            return;
        }
        numbers(0, 4, 4, 8, 12, 56, 60);
        numbers(0, 8, 16, 24, 32, 40, 48);
        long perTable = number(4, 4) * number(8, 4) / 8;
        tables(number(40, 8), 8, perTable, 1, perTable);
    }

    private void vdi() throws IOException {
        numbers(0, 4, 64, 68, 72, 76, 80, 0x154, 0x158, 0x15c, 0x160, 0x164, 0x168);
        numbers(0, 8, 0x170);
        numbers(0, 4, 0x178, 0x17c, 0x180, 0x184);
        table(number(0x154, 4), 4, number(0x180, 4));
    }

    private void parallels() throws IOException {
        numbers(0, 4, 16, 20, 24, 28, 32, 44, 48, 52);
        numbers(0, 8, 36, 56);
        table(64, 4, number(32, 4));
    }

    private void vpc() throws IOException {
        order = BIG_ENDIAN;
        footer(0);
        footer(file.size() - SECTOR);
        long header = number(16, 8);
        if (begins(0x636f6e6563746978L, 8) && header > 0) {
            numbers(header, 8, 8, 16);
            numbers(header, 4, 24, 28, 32);
            table(number(header + 16, 8), 4, number(header + 28, 4));
        }
    }

    private void footer(long at) {
        numbers(at, 4, 8, 12, 28, 60);
        numbers(at, 8, 16, 40, 48);
        numbers(at, 2, 56);
        numbers(at, 1, 58, 59);
    }

    private void vhdx() throws IOException {
        for (long header : List.of(64L * KIB, 128L * KIB)) {
            numbers(header, 8, 8, 48, 72);
            numbers(header, 4, 68);
            numbers(header, 2, 64, 66);
        }
        long log = number(64 * KIB + 72, 8);
        numbers(log, 4, 8, 12, 24);
        numbers(log, 8, 16, 48, 56);
        numbers(log + 64, 4, 4);
        numbers(log + 64, 8, 8, 16, 24);
        for (long region : List.of(192L * KIB, 256L * KIB)) {
            numbers(region, 4, 8);
            for (int entry = 16; entry < 16 + 32 * number(region + 8, 4); entry += 32) {
                numbers(region + entry, 8, 16);
                numbers(region + entry, 4, 24, 28);
            }
        }
        for (int entry = 16; entry < 16 + 32 * number(192 * KIB + 8, 4); entry += 32) {
            vhdxRegion(number(192 * KIB + entry + 16, 8));
        }
    }

    /** The metadata, or the table of blocks. */
    private void vhdxRegion(long at) throws IOException {
        if (number(at, 8) != 0x617461646174656dL) {
            table(at, 8, MOST_ENTRIES);
            return;
        }
        int count = (int) number(at + 10, 2);
        numbers(at, 2, 10);
        for (int entry = 32; entry < 32 + 32 * count; entry += 32) {
            numbers(at + entry, 4, 16, 20, 24);
            long item = at + number(at + entry + 16, 4);
            numbers(item, 4, 0);
            if (number(at + entry + 20, 4) == 8) {
                numbers(item, 4, 4);
                numbers(item, 8, 0);
            }
        }
    }

    private void vmdk() throws IOException {
        if (!begins(0x564d444b, 4)) {
            return;
        }
        sparse(0);
        // what was written as a stream has the header's numbers again at its end
        sparse(file.size() - 2 * SECTOR);
        for (int directory : List.of(48, 56)) {
            long at = number(directory, 8) * SECTOR;
            tables(at, 4, at < 0 ? 0 : MOST_ENTRIES, SECTOR, number(44, 4));
        }
    }

    private void sparse(long header) throws IOException {
        if (header >= 0 && number(header, 4) == 0x564d444b) {
            numbers(header, 4, 4, 8, 44);
            numbers(header, 8, 12, 20, 28, 36, 48, 56, 64);
            numbers(header, 2, 77);
            numbers(header, 1, 72);
        }
    }

    private void bochs() throws IOException {
        numbers(0, 4, 64, 68, 72, 76, 80, 84);
        numbers(0, 8, 84, 88);
        table(number(68, 4), 4, number(72, 4));
    }

    private void cloop() throws IOException {
        order = BIG_ENDIAN;
        numbers(0, 4, 128, 132);
        table(136, 8, number(132, 4) + 1);
    }

    private void dmg() throws IOException {
        order = BIG_ENDIAN;
        long trailer = file.size() - SECTOR;
        numbers(trailer, 4, 4, 8);
        numbers(trailer, 8, 16, 24, 32, 40, 48, 216, 224, 492);
    }
}
