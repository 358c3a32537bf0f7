package org.blockyard.format.qcow2.internal.bitmaps;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.BitmapEntry;
import org.blockyard.format.qcow2.internal.layout.BitmapsExtension;
import org.blockyard.format.qcow2.internal.layout.Features;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.HeaderExtension;
import org.blockyard.format.qcow2.internal.meta.HeaderStore;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The bitmap directory of an image, read with every size and place checked.
 *
 * @param offset where it lies, 0 if there is none
 * @param size its bytes
 * @param entries the bitmaps, in its order
 */
public record BitmapDirectory(long offset, long size, List<BitmapEntry> entries) {
    /** Of an image without bitmaps. */
    public static final BitmapDirectory NONE = new BitmapDirectory(0, 0, List.of());

    /** Keeps the entries. */
    public BitmapDirectory {
        entries = List.copyOf(entries);
    }

    /**
     * Reads the directory that a header names; none if the header says that the bitmaps are stale.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT}
     */
    public static BitmapDirectory read(ImageFile file, HeaderStore store) throws IOException {
        var extension = HeaderExtension.find(store.extensions(), HeaderExtension.BITMAPS);
        if (extension.isEmpty() || (store.header().autoclear() & Features.BITMAPS) == 0) {
            return NONE;
        }
        var data = extension.get().data();
        require(data.length == BitmapsExtension.LENGTH, "the bitmaps extension has a wrong length");
        var named = BitmapsExtension.read(ByteBuffer.wrap(data));
        var geometry = store.header().geometry();
        long end = geometry.roundUp(file.length());
        require(
                named.count() >= 1
                        && named.count() <= BitmapsExtension.MAX_COUNT
                        && named.directorySize() >= (long) named.count() * BitmapEntry.FIXED
                        && named.directorySize() <= BitmapsExtension.MAX_DIRECTORY,
                "the bitmap directory's size is not valid");
        require(
                isPlace(geometry, named.directoryOffset(), named.directorySize(), end),
                "the bitmap directory's offset is not valid");
        var bytes = file.read(named.directoryOffset(), (int) named.directorySize());
        return new BitmapDirectory(
                named.directoryOffset(),
                named.directorySize(),
                entries(bytes, named.count(), store, end));
    }

    private static List<BitmapEntry> entries(
            ByteBuffer bytes, int count, HeaderStore store, long end) throws BlockException {
        var entries = new ArrayList<BitmapEntry>();
        var names = new HashSet<String>();
        int at = 0;
        for (int i = 0; i < count; i++) {
            require(
                    bytes.limit() - at >= BitmapEntry.FIXED
                            && BitmapEntry.lengthAt(bytes, at) <= bytes.limit() - at,
                    "the bitmap directory is too short");
            var entry = BitmapEntry.readAt(bytes, at);
            at += (int) BitmapEntry.lengthAt(bytes, at);
            if (entry.understood()) {
                check(entry, store, end);
            }
            require(names.add(entry.name()), "two bitmaps have the same name");
            entries.add(entry);
        }
        return entries;
    }

    private static void check(BitmapEntry entry, HeaderStore store, long end)
            throws BlockException {
        var geometry = store.header().geometry();
        require(
                !entry.name().isEmpty() && entry.name().length() <= BitmapEntry.MAX_NAME,
                "a bitmap's name is empty or too long");
        require(
                entry.granularityBits() >= BitmapEntry.MIN_GRANULARITY_BITS
                        && entry.granularityBits() <= BitmapEntry.MAX_GRANULARITY_BITS,
                "a bitmap's granularity is not between 512 bytes and 2 GiB");
        require(
                entry.tableEntries() > 0
                        && geometry.offsetOf(entry.tableEntries()) <= BitmapEntry.MAX_BYTES
                        && isPlace(geometry, entry.tableOffset(), entry.tableEntries() * 8L, end),
                "a bitmap's table is not valid");
        long bits = BitmapEntry.bitsFor(store.header().size(), entry.granularityBits());
        require(
                entry.inUse() || bits <= geometry.offsetOf(entry.tableEntries()) * 8,
                "a bitmap is too small for the disk");
    }

    private static boolean isPlace(Geometry geometry, long offset, long size, long end) {
        return geometry.aligned(offset) && offset > 0 && size <= end && offset <= end - size;
    }

    private static void require(boolean holds, String otherwise) throws BlockException {
        if (!holds) {
            throw new BlockException(ErrorKind.INVALID_FORMAT, otherwise);
        }
    }
}
