package org.blockyard.format.qcow2.internal.bitmaps;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.format.qcow2.internal.layout.BitmapEntry;
import org.blockyard.format.qcow2.internal.layout.BitmapsExtension;
import org.blockyard.format.qcow2.internal.layout.Features;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.layout.HeaderExtension;
import org.blockyard.format.qcow2.internal.meta.Metadata;

/**
 * Brings bitmaps to the disk. What is new goes to clusters that nothing names, then the header
 * changes over to a new directory, then what is old becomes free: a crash in between leaves the old
 * directory, or leaks.
 */
final class BitmapStore {
    private final Metadata metadata;
    private final BitmapTable tables;
    private BitmapDirectory directory;

    BitmapStore(Metadata metadata, BitmapTable tables, BitmapDirectory directory) {
        this.metadata = metadata;
        this.tables = tables;
        this.directory = directory;
        metadata.keepStructure(directory.offset(), directory.size());
        for (var entry : directory.entries()) {
            if (entry.understood()) {
                metadata.keepStructure(entry.tableOffset(), entry.tableEntries() * 8L);
            }
        }
    }

    /**
     * Says on disk which bitmaps are in use. Only flags change, so a crash while the directory is
     * written does no harm. Durable when it returns.
     */
    void writeFlags(List<BitmapEntry> entries) throws IOException {
        metadata.file().write(directory.offset(), bytes(entries));
        metadata.file().flush();
        directory = new BitmapDirectory(directory.offset(), directory.size(), entries);
    }

    /** Makes these the image's bitmaps. Their tables are written; durable when it returns. */
    void replace(List<BitmapEntry> entries) throws IOException {
        var old = directory;
        var fresh = BitmapDirectory.NONE;
        if (!entries.isEmpty()) {
            var bytes = bytes(entries);
            long size = bytes.limit();
            long place = metadata.allocateStructure(metadata.geometry().clustersFor(size));
            metadata.file().write(place, bytes);
            fresh = new BitmapDirectory(place, size, entries);
        }
        metadata.writeBack().flushCounts();
        name(fresh);
        metadata.file().flush();
        directory = fresh;
        freeWhatIsGone(old, fresh);
    }

    private void name(BitmapDirectory fresh) throws IOException {
        var store = metadata.store();
        boolean any = !fresh.entries().isEmpty();
        var extensions = new ArrayList<>(store.extensions());
        extensions.removeIf(one -> one.type() == HeaderExtension.BITMAPS);
        if (any) {
            extensions.add(
                    new BitmapsExtension(fresh.entries().size(), fresh.size(), fresh.offset())
                            .extension());
        }
        store.rewrite(
                header ->
                        header.withFeatures(
                                header.incompatible(), header.compatible(), autoclear(header, any)),
                extensions,
                store.backingFile());
    }

    private static long autoclear(Header header, boolean any) {
        return any ? header.autoclear() | Features.BITMAPS : header.autoclear() & ~Features.BITMAPS;
    }

    private void freeWhatIsGone(BitmapDirectory old, BitmapDirectory fresh) throws IOException {
        for (var entry : old.entries()) {
            boolean stays =
                    fresh.entries().stream()
                            .anyMatch(kept -> kept.tableOffset() == entry.tableOffset());
            if (!stays && entry.understood()) {
                tables.free(entry);
            }
        }
        if (old.size() > 0) {
            metadata.dropStructure(old.offset(), metadata.geometry().clustersFor(old.size()));
        }
    }

    private static ByteBuffer bytes(List<BitmapEntry> entries) {
        var out = ByteBuffer.allocate(entries.stream().mapToInt(BitmapEntry::length).sum());
        entries.forEach(entry -> entry.write(out));
        return out.flip();
    }
}
