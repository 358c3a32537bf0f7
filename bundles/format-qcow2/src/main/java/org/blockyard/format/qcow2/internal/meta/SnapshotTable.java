package org.blockyard.format.qcow2.internal.meta;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.layout.SnapshotEntry;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The internal snapshots that an image lists.
 *
 * @param entries in the order of the table
 * @param bytes how long the table is on disk
 */
public record SnapshotTable(List<SnapshotEntry> entries, long bytes) {
    private static final int MAX_ENTRY = SnapshotEntry.FIXED + 1024 + 2 * 65535 + 8;

    /** Reads the table that a checked header names. */
    public static SnapshotTable read(ImageFile file, Header header) throws IOException {
        var entries = new ArrayList<SnapshotEntry>();
        long start = header.snapshotsOffset();
        long at = start;
        for (int i = 0; i < header.snapshotCount(); i++) {
            int length = SnapshotEntry.lengthIn(file.read(at, SnapshotEntry.FIXED));
            if (length > MAX_ENTRY || at + length - start > SnapshotEntry.MAX_TABLE_BYTES) {
                throw new BlockException(
                        ErrorKind.INVALID_FORMAT, "the snapshot table is larger than 64 MiB");
            }
            entries.add(SnapshotEntry.read(file.read(at, length), header.size()));
            at += length;
        }
        return new SnapshotTable(entries, at - start);
    }
}
