package org.blockyard.format.qcow2.internal.layout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.blockyard.driver.SnapshotInfo;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * An entry of the snapshot table (specification: Snapshots).
 *
 * @param l1Offset where the snapshot's L1 table begins
 * @param l1Entries its entries
 * @param info what is told of the snapshot
 * @param bytes the whole entry as it is on disk, with what is not understood
 */
public record SnapshotEntry(long l1Offset, int l1Entries, SnapshotInfo info, byte[] bytes) {
    /** The most snapshots that an image may have. */
    public static final int MAX_COUNT = 65536;

    /** The most bytes of a snapshot table. */
    public static final int MAX_TABLE_BYTES = 64 << 20;

    /** The fixed part of an entry. */
    public static final int FIXED = 40;

    private static final int MAX_EXTRA = 1024;
    private static final int EXTRA_VM_STATE = 8;
    private static final int EXTRA_DISK_SIZE = 16;
    private static final int EXTRA_ICOUNT = 24;
    private static final int MAX_TEXT = 0xffff;

    /** The bytes of the whole entry, from its fixed part. */
    public static int lengthIn(ByteBuffer fixed) throws BlockException {
        int at = fixed.position();
        int extra = fixed.getInt(at + 36);
        if (extra < 0 || extra > MAX_EXTRA) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT, "a snapshot's extra data are too long");
        }
        int length =
                FIXED
                        + extra
                        + (fixed.getShort(at + 12) & 0xffff)
                        + (fixed.getShort(at + 14) & 0xffff);
        return length + (-length & 7);
    }

    /** Reads an entry that lies whole between position and limit. */
    public static SnapshotEntry read(ByteBuffer in, long diskSize) {
        var entry = in.slice();
        int idLength = entry.getShort(12) & 0xffff;
        int nameLength = entry.getShort(14) & 0xffff;
        int extra = entry.getInt(36);
        long icount = extra >= EXTRA_ICOUNT ? entry.getLong(56) : -1;
        var info =
                new SnapshotInfo(
                        text(entry, FIXED + extra, idLength),
                        text(entry, FIXED + extra + idLength, nameLength),
                        extra >= EXTRA_VM_STATE
                                ? entry.getLong(40)
                                : entry.getInt(32) & 0xffffffffL,
                        entry.getInt(16) & 0xffffffffL,
                        entry.getInt(20),
                        entry.getLong(24),
                        icount == -1 ? OptionalLong.empty() : OptionalLong.of(icount),
                        extra >= EXTRA_DISK_SIZE ? entry.getLong(48) : diskSize);
        var bytes = new byte[entry.remaining()];
        entry.get(0, bytes);
        return new SnapshotEntry(entry.getLong(0), entry.getInt(8), info, bytes);
    }

    /** A new entry, without machine state. */
    public static SnapshotEntry create(
            long l1Offset, int l1Entries, String id, String name, Instant date, long diskSize)
            throws BlockException {
        var idBytes = id.getBytes(StandardCharsets.UTF_8);
        var nameBytes = name.getBytes(StandardCharsets.UTF_8);
        if (nameBytes.length > MAX_TEXT) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "the snapshot's name is too long");
        }
        int length = FIXED + EXTRA_ICOUNT + idBytes.length + nameBytes.length;
        var entry = ByteBuffer.allocate(length + (-length & 7));
        entry.putLong(l1Offset).putInt(l1Entries);
        entry.putShort((short) idBytes.length).putShort((short) nameBytes.length);
        entry.putInt((int) date.getEpochSecond()).putInt(date.getNano()).putLong(0);
        entry.putInt(0).putInt(EXTRA_ICOUNT).putLong(0).putLong(diskSize).putLong(0);
        entry.put(idBytes).put(nameBytes);
        return read(entry.clear(), diskSize);
    }

    /** This entry for an L1 table elsewhere. */
    public SnapshotEntry withL1(long offset) {
        var changed = ByteBuffer.wrap(bytes.clone()).putLong(0, offset);
        return new SnapshotEntry(offset, l1Entries, info, changed.array());
    }

    /** This entry with the extra data that version 3 demands. */
    public SnapshotEntry withDiskSize() {
        var old = ByteBuffer.wrap(bytes);
        int extra = old.getInt(36);
        if (extra >= EXTRA_DISK_SIZE) {
            return this;
        }
        int texts = (old.getShort(12) & MAX_TEXT) + (old.getShort(14) & MAX_TEXT);
        int length = FIXED + EXTRA_DISK_SIZE + texts;
        var entry = ByteBuffer.allocate(length + (-length & 7));
        entry.put(bytes, 0, FIXED).putInt(36, EXTRA_DISK_SIZE);
        entry.putLong(info.vmStateSize()).putLong(info.diskSize());
        entry.put(bytes, FIXED + extra, texts);
        return new SnapshotEntry(l1Offset, l1Entries, info, entry.array());
    }

    private static String text(ByteBuffer entry, int from, int length) {
        var bytes = new byte[length];
        entry.get(from, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
