package org.blockyard.protocol.vvfat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes the entries of one directory, in the order in which they are given. */
final class DirectoryBytes {
    /** The most entries that a directory may have. */
    static final int MOST = 65536;

    static final int DIRECTORY = 0x10;
    static final int ARCHIVE = 0x20;
    static final int READ_ONLY = 0x01;
    static final int VOLUME_LABEL = 0x08;

    /** The attributes of an entry that is part of a long name. */
    static final int LONG_NAME = 0x0F;

    /** Marks the part of a long name that comes first and holds its end. */
    static final int LAST_PART = 0x40;

    /** UTF-16 units in each part of a long name. */
    static final int PART = 13;

    /** Where the units of a part lie in its entry. */
    static final int[] UNITS_AT = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};

    private static final byte[] SELF = name(".");
    private static final byte[] PARENT = name("..");

    private final List<byte[]> entries = new ArrayList<>();
    private final ShortNames aliases = new ShortNames();

    private static byte[] name(String dots) {
        var name = new byte[ShortNames.LENGTH];
        Arrays.fill(name, (byte) ' ');
        for (int i = 0; i < dots.length(); i++) {
            name[i] = '.';
        }
        return name;
    }

    /** How many entries names will take together. */
    static int count(List<HostEntry> children) {
        var aliases = new ShortNames();
        int count = 0;
        for (var child : children) {
            count += 1 + (aliases.of(child.name()).exact() ? 0 : parts(child.name()));
        }
        return count;
    }

    private static int parts(String name) {
        return (name.length() + PART - 1) / PART;
    }

    /** The volume's label, of 11 bytes; the first entry of the root directory. */
    void label(byte[] label, DosTime time) {
        entry(label, VOLUME_LABEL, time, 0, 0);
    }

    /** The links to itself and its parent with which all directories but the root's begin. */
    void links(DosTime time, int self, int parent) {
        entry(SELF, DIRECTORY, time, self, 0);
        entry(PARENT, DIRECTORY, time, parent, 0);
    }

    void add(HostEntry child, int cluster) {
        var alias = aliases.of(child.name());
        if (!alias.exact()) {
            longName(child.name(), ShortNames.checksum(alias.bytes()));
        }
        int kind = child.directory() ? DIRECTORY : ARCHIVE;
        int attributes = child.writable() || child.directory() ? kind : kind | READ_ONLY;
        entry(alias.bytes(), attributes, DosTime.of(child.modified()), cluster, child.size());
    }

    private void longName(String name, int checksum) {
        int parts = parts(name);
        for (int part = parts; part > 0; part--) {
            var entry = blank();
            entry.put(0, (byte) (part == parts ? part | LAST_PART : part));
            entry.put(11, (byte) LONG_NAME).put(13, (byte) checksum);
            for (int i = 0; i < PART; i++) {
                int at = (part - 1) * PART + i;
                int unit = at < name.length() ? name.charAt(at) : at == name.length() ? 0 : 0xFFFF;
                entry.putShort(UNITS_AT[i], (short) unit);
            }
            entries.add(entry.array());
        }
    }

    private void entry(byte[] name, int attributes, DosTime time, int cluster, long size) {
        var entry = blank();
        entry.put(name).put((byte) attributes);
        entry.putShort(14, (short) time.time()).putShort(16, (short) time.date());
        entry.putShort(18, (short) time.date());
        entry.putShort(20, (short) (cluster >>> 16));
        entry.putShort(22, (short) time.time()).putShort(24, (short) time.date());
        entry.putShort(26, (short) cluster).putInt(28, (int) size);
        entries.add(entry.array());
    }

    private static ByteBuffer blank() {
        return ByteBuffer.allocate(FatLayout.ENTRY).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** All of them. */
    byte[] bytes() {
        var all = ByteBuffer.allocate(entries.size() * FatLayout.ENTRY);
        entries.forEach(all::put);
        return all.array();
    }
}
