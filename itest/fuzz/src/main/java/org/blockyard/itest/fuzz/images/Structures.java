package org.blockyard.itest.fuzz.images;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.itest.fuzz.images.Specimen.Structure;

/** Finds the metadata of a sound qcow2 image (names are those of the specification). */
final class Structures {
    private static final long OFFSET_MASK = 0x00ff_ffff_ffff_fe00L;
    private static final int BITMAPS_EXTENSION = 0x23852875;
    private static final int CRYPTO_EXTENSION = 0x0537be77;
    private static final int SNAPSHOT_FIXED = 40;
    private static final int BITMAP_FIXED = 24;
    private static final int LUKS_HEADER = 592;

    /** As many entries of each table are followed. */
    private static final int FOLLOWED = 64;

    private final ByteBuffer image;
    private final int cluster;
    private final List<Structure> found = new ArrayList<>();

    Structures(byte[] bytes) {
        this.image = ByteBuffer.wrap(bytes);
        this.cluster = 1 << image.getInt(20);
    }

    /** All of them, once each; the header and the whole image stand first. */
    List<Structure> found() {
        add(0, 112);
        add(0, image.capacity());
        extensions();
        tables(image.getLong(40), image.getInt(36));
        tables(image.getLong(48), cluster / 8);
        snapshots(image.getLong(64), image.getInt(60));
        return List.copyOf(found);
    }

    /** A table, and what its entries lead to. */
    private void tables(long offset, int entries) {
        add(offset, Math.min(entries * 8, cluster));
        for (int i = 0; i < Math.min(entries, FOLLOWED); i++) {
            int at = (int) offset + 8 * i;
            if (at + 8 <= image.capacity()) {
                add(image.getLong(at) & OFFSET_MASK, cluster);
            }
        }
    }

    private void extensions() {
        int at = image.getInt(4) == 2 ? 72 : image.getInt(100);
        while (at + 8 <= cluster && image.getInt(at) != 0) {
            int type = image.getInt(at);
            int length = image.getInt(at + 4);
            add(at, 8 + length);
            if (type == BITMAPS_EXTENSION) {
                bitmaps(image.getLong(at + 24), image.getInt(at + 8));
            } else if (type == CRYPTO_EXTENSION) {
                add(image.getLong(at + 8), LUKS_HEADER);
            }
            at += 8 + (length + 7 & ~7);
        }
        add(at, 64);
    }

    private void snapshots(long offset, int count) {
        int at = (int) offset;
        for (int i = 0; i < count; i++) {
            int names = image.getShort(at + 12) + image.getShort(at + 14);
            int length = SNAPSHOT_FIXED + image.getInt(at + 36) + names + 7 & ~7;
            add(at, length);
            tables(image.getLong(at), image.getInt(at + 8));
            at += length;
        }
    }

    private void bitmaps(long offset, int count) {
        int at = (int) offset;
        for (int i = 0; i < count; i++) {
            int extra = image.getInt(at + 20);
            int length = BITMAP_FIXED + extra + image.getShort(at + 18) + 7 & ~7;
            add(at, length);
            tables(image.getLong(at), image.getInt(at + 8));
            at += length;
        }
    }

    private void add(long offset, int length) {
        boolean inside = offset >= 0 && offset < image.capacity() - 8 && length > 0;
        if (inside && (offset > 0 || found.size() < 2)) {
            var structure = new Structure((int) offset, length);
            if (!found.contains(structure)) {
                found.add(structure);
            }
        }
    }
}
