package org.blockyard.format.qcow2.internal.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.Features;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.HeaderExtension;
import org.blockyard.format.qcow2.internal.layout.L1Entry;
import org.blockyard.format.qcow2.internal.meta.HeaderStore;
import org.blockyard.format.qcow2.internal.meta.L1Table;

/**
 * Counts what dirty bitmaps use (specification: Bitmaps), as long as the image says that they are
 * consistent.
 */
final class BitmapWalk {
    private static final int EXTENSION = 24;
    private static final int MAX_BITMAPS = 65535;
    private static final int MAX_DIRECTORY = 1 << 26;
    private static final int MAX_TABLE = 0x8000000;
    private static final int DIRECTORY_ENTRY = 24;

    private final ImageFile file;
    private final Geometry geometry;
    private final Findings findings;
    private final References references;

    BitmapWalk(ImageFile file, Geometry geometry, Findings findings, References references) {
        this.file = file;
        this.geometry = geometry;
        this.findings = findings;
        this.references = references;
    }

    void walk(HeaderStore store) throws IOException {
        var extension = HeaderExtension.find(store.extensions(), HeaderExtension.BITMAPS);
        if ((store.header().autoclear() & Features.BITMAPS) == 0 || extension.isEmpty()) {
            return;
        }
        var data = ByteBuffer.wrap(extension.get().data());
        if (data.limit() != EXTENSION) {
            findings.error("the bitmaps extension has a wrong length");
            return;
        }
        int count = data.getInt(0);
        long size = data.getLong(8);
        long offset = data.getLong(16);
        if (count < 1
                || count > MAX_BITMAPS
                || size < 1
                || size > MAX_DIRECTORY
                || !geometry.aligned(offset)
                || offset < 0
                || offset + size > references.end()) {
            findings.error("the bitmap directory is not valid");
            return;
        }
        references.add(offset, size, "bitmap directory");
        walkDirectory(file.read(offset, (int) size), count);
    }

    private void walkDirectory(ByteBuffer directory, int count) throws IOException {
        int at = 0;
        for (int i = 0; i < count; i++) {
            if (at + DIRECTORY_ENTRY > directory.limit()) {
                findings.error("the bitmap directory is too short");
                return;
            }
            walkTable(directory.getLong(at), directory.getInt(at + 8));
            long length =
                    DIRECTORY_ENTRY
                            + (directory.getShort(at + 18) & 0xffffL)
                            + (directory.getInt(at + 20) & 0xffffffffL);
            at = (int) Math.min(directory.limit(), (at + length + 7) & ~7L);
        }
    }

    private void walkTable(long offset, int entries) throws IOException {
        if (entries < 0
                || entries > MAX_TABLE
                || !geometry.aligned(offset)
                || offset < 0
                || offset + entries * 8L > references.end()) {
            findings.error("a bitmap table is not valid");
            return;
        }
        references.add(offset, entries * 8L, "bitmap table");
        L1Table.each(
                file,
                offset,
                entries,
                (index, entry) ->
                        references.add(
                                entry & L1Entry.OFFSET_MASK,
                                L1Entry.offset(entry) == 0 ? 0 : geometry.clusterSize(),
                                "bitmap data"));
    }
}
