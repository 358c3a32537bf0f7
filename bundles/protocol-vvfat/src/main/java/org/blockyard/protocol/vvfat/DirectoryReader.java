package org.blockyard.protocol.vvfat;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the entries of one directory; long names that fit no entry are passed over. */
final class DirectoryReader {
    private static final int DELETED = 0xE5;
    private static final int STANDS_FOR_E5 = 0x05;
    private static final int LOWER_STEM = 0x08;
    private static final int LOWER_EXTENSION = 0x10;
    private static final int STEM = 8;
    private static final String DOS_CHARACTERS = "IBM850";

    private final ByteBuffer bytes;
    private final boolean wide;
    private final StringBuilder longName = new StringBuilder();
    private int expectedPart;
    private int checksum;

    /**
     * An entry as it stands in the directory.
     *
     * @param first the number of its first cluster, as it stands there
     */
    record Raw(
            String name,
            boolean directory,
            boolean writable,
            int first,
            long size,
            Instant modified) {}

    /**
     * A reader of a directory's bytes.
     *
     * @param wide whether numbers of clusters have 32 bits
     */
    DirectoryReader(ByteBuffer bytes, boolean wide) {
        this.bytes = bytes;
        this.wide = wide;
    }

    List<Raw> read() {
        var all = new ArrayList<Raw>();
        for (int at = 0; at + FatLayout.ENTRY <= bytes.limit(); at += FatLayout.ENTRY) {
            int mark = bytes.get(at) & 0xFF;
            if (mark == 0) {
                break;
            }
            int attributes = bytes.get(at + 11) & 0x3F;
            if (mark == DELETED) {
                expectedPart = 0;
            } else if (attributes == DirectoryBytes.LONG_NAME) {
                addPart(at);
            } else {
                if ((attributes & DirectoryBytes.VOLUME_LABEL) == 0 && mark != '.') {
                    all.add(entry(at, attributes));
                }
                longName.setLength(0);
                expectedPart = 0;
            }
        }
        return all;
    }

    /** Takes one part of a long name; the parts come in order, the end of the name first. */
    private void addPart(int at) {
        int number = bytes.get(at) & 0x3F;
        int sum = bytes.get(at + 13) & 0xFF;
        if ((bytes.get(at) & DirectoryBytes.LAST_PART) != 0) {
            longName.setLength(0);
            checksum = sum;
        } else if (number != expectedPart || sum != checksum) {
            expectedPart = 0;
            longName.setLength(0);
            return;
        }
        var part = new StringBuilder();
        for (int unit : DirectoryBytes.UNITS_AT) {
            char c = (char) bytes.getShort(at + unit);
            if (c == 0) {
                break;
            }
            part.append(c);
        }
        longName.insert(0, part);
        expectedPart = number - 1;
    }

    private Raw entry(int at, int attributes) {
        var alias = new byte[ShortNames.LENGTH];
        bytes.get(at, alias);
        boolean hasLong =
                !longName.isEmpty() && expectedPart == 0 && checksum == ShortNames.checksum(alias);
        var time = new DosTime(bytes.getShort(at + 24) & 0xFFFF, bytes.getShort(at + 22) & 0xFFFF);
        int high = wide ? bytes.getShort(at + 20) : 0;
        return new Raw(
                hasLong ? longName.toString() : shortName(alias, bytes.get(at + 12)),
                (attributes & DirectoryBytes.DIRECTORY) != 0,
                (attributes & DirectoryBytes.READ_ONLY) == 0,
                high << 16 | bytes.getShort(at + 26) & 0xFFFF,
                bytes.getInt(at + 28) & 0xFFFF_FFFFL,
                time.instant());
    }

    private static String shortName(byte[] alias, int cases) {
        if (alias[0] == STANDS_FOR_E5) {
            alias[0] = (byte) DELETED;
        }
        var characters =
                Charset.isSupported(DOS_CHARACTERS)
                        ? Charset.forName(DOS_CHARACTERS)
                        : StandardCharsets.ISO_8859_1;
        var stem = new String(alias, 0, STEM, characters).stripTrailing();
        var extension =
                new String(alias, STEM, ShortNames.LENGTH - STEM, characters).stripTrailing();
        stem = (cases & LOWER_STEM) != 0 ? stem.toLowerCase(Locale.ROOT) : stem;
        extension = (cases & LOWER_EXTENSION) != 0 ? extension.toLowerCase(Locale.ROOT) : extension;
        return extension.isEmpty() ? stem : stem + "." + extension;
    }
}
