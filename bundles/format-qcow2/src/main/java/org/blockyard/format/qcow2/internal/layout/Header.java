package org.blockyard.format.qcow2.internal.layout;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The image's header (specification: Header). Additional fields that are not understood are kept as
 * they are.
 *
 * @param version 2 or 3
 * @param backingOffset where the backing file's name begins, 0 if there is none
 * @param backingLength its bytes
 * @param clusterBits the width of a cluster
 * @param size the disk's length
 * @param cryptMethod 0 none, 1 AES, 2 LUKS
 * @param l1Entries entries of the active L1 table
 * @param l1Offset where it begins
 * @param refcountTableOffset where the refcount table begins
 * @param refcountTableClusters its clusters
 * @param snapshotCount internal snapshots
 * @param snapshotsOffset where their table begins
 * @param incompatible feature bits that must be understood
 * @param compatible feature bits that may be ignored
 * @param autoclear feature bits that a writer who does not know them clears
 * @param refcountOrder the width of a reference count
 * @param additional what follows byte 104 up to the header's length
 */
public record Header(
        int version,
        long backingOffset,
        int backingLength,
        int clusterBits,
        long size,
        int cryptMethod,
        int l1Entries,
        long l1Offset,
        long refcountTableOffset,
        int refcountTableClusters,
        int snapshotCount,
        long snapshotsOffset,
        long incompatible,
        long compatible,
        long autoclear,
        int refcountOrder,
        byte[] additional) {
    /** The first four bytes. */
    public static final int MAGIC = 0x514649fb;

    /** A version 2 header's length. */
    public static final int V2_LENGTH = 72;

    /** A version 3 header's least length. */
    public static final int V3_LENGTH = 104;

    /** The width of reference counts in version 2. */
    public static final int V2_REFCOUNT_ORDER = 4;

    /** Bytes behind the least length in a new version 3 header. */
    private static final int NEW_ADDITIONAL = 8;

    private static final int COMPRESSION_TYPE = 104;
    private static final int HEADER_LENGTH = 100;

    /** The length that a header says it has; to be known before {@link #read}. */
    public static int lengthIn(ByteBuffer bytes) {
        return bytes.getInt(4) == 2 ? V2_LENGTH : bytes.getInt(HEADER_LENGTH);
    }

    /**
     * Reads the fields from the position on; the buffer holds the whole header. Nothing is checked.
     */
    public static Header read(ByteBuffer bytes, int length) {
        var in = bytes.slice();
        int version = in.getInt(4);
        boolean v3 = version >= 3;
        return new Header(
                version,
                in.getLong(8),
                in.getInt(16),
                in.getInt(20),
                in.getLong(24),
                in.getInt(32),
                in.getInt(36),
                in.getLong(40),
                in.getLong(48),
                in.getInt(56),
                in.getInt(60),
                in.getLong(64),
                v3 ? in.getLong(72) : 0,
                v3 ? in.getLong(80) : 0,
                v3 ? in.getLong(88) : 0,
                v3 ? in.getInt(96) : V2_REFCOUNT_ORDER,
                v3 ? slice(in, V3_LENGTH, length) : new byte[0]);
    }

    private static byte[] slice(ByteBuffer in, int from, int to) {
        var bytes = new byte[to - from];
        in.get(from, bytes);
        return bytes;
    }

    /** Writes the header, {@link #length} bytes. */
    public void write(ByteBuffer out) {
        out.putInt(MAGIC).putInt(version).putLong(backingOffset).putInt(backingLength);
        out.putInt(clusterBits).putLong(size).putInt(cryptMethod);
        out.putInt(l1Entries).putLong(l1Offset);
        out.putLong(refcountTableOffset).putInt(refcountTableClusters);
        out.putInt(snapshotCount).putLong(snapshotsOffset);
        if (version >= 3) {
            out.putLong(incompatible).putLong(compatible).putLong(autoclear);
            out.putInt(refcountOrder).putInt(length()).put(additional);
        }
    }

    /** Its bytes on disk. */
    public int length() {
        return version == 2 ? V2_LENGTH : V3_LENGTH + additional.length;
    }

    /** The compression type's number; 0 is deflate, 1 zstd. */
    public int compressionType() {
        return additional.length > COMPRESSION_TYPE - V3_LENGTH ? additional[0] & 0xff : 0;
    }

    /** The sizes that follow from it. */
    public Geometry geometry() {
        return new Geometry(
                version, clusterBits, refcountOrder, incompatible(Features.EXTENDED_L2));
    }

    /** Whether it has an incompatible feature. */
    public boolean incompatible(long bit) {
        return (incompatible & bit) != 0;
    }

    /** This header for another L1 table. */
    public Header withL1(int entries, long offset) {
        return new Header(
                version,
                backingOffset,
                backingLength,
                clusterBits,
                size,
                cryptMethod,
                entries,
                offset,
                refcountTableOffset,
                refcountTableClusters,
                snapshotCount,
                snapshotsOffset,
                incompatible,
                compatible,
                autoclear,
                refcountOrder,
                additional);
    }

    /** This header for data that are encrypted so. */
    public Header withCryptMethod(int method) {
        return new Header(
                version,
                backingOffset,
                backingLength,
                clusterBits,
                size,
                method,
                l1Entries,
                l1Offset,
                refcountTableOffset,
                refcountTableClusters,
                snapshotCount,
                snapshotsOffset,
                incompatible,
                compatible,
                autoclear,
                refcountOrder,
                additional);
    }

    /** This header for a disk of another length. */
    public Header withSize(long length) {
        return new Header(
                version,
                backingOffset,
                backingLength,
                clusterBits,
                length,
                cryptMethod,
                l1Entries,
                l1Offset,
                refcountTableOffset,
                refcountTableClusters,
                snapshotCount,
                snapshotsOffset,
                incompatible,
                compatible,
                autoclear,
                refcountOrder,
                additional);
    }

    /** This header for another refcount table. */
    public Header withRefcountTable(long offset, int clusters) {
        return new Header(
                version,
                backingOffset,
                backingLength,
                clusterBits,
                size,
                cryptMethod,
                l1Entries,
                l1Offset,
                offset,
                clusters,
                snapshotCount,
                snapshotsOffset,
                incompatible,
                compatible,
                autoclear,
                refcountOrder,
                additional);
    }

    /** This header with a refcount table of counts of another width. */
    public Header withRefcounts(long offset, int clusters, int order) {
        return new Header(
                version,
                backingOffset,
                backingLength,
                clusterBits,
                size,
                cryptMethod,
                l1Entries,
                l1Offset,
                offset,
                clusters,
                snapshotCount,
                snapshotsOffset,
                incompatible,
                compatible,
                autoclear,
                order,
                additional);
    }

    /** This header in another version, with no feature bits set. */
    public Header withVersion(int other) {
        return new Header(
                other,
                backingOffset,
                backingLength,
                clusterBits,
                size,
                cryptMethod,
                l1Entries,
                l1Offset,
                refcountTableOffset,
                refcountTableClusters,
                snapshotCount,
                snapshotsOffset,
                0,
                0,
                0,
                V2_REFCOUNT_ORDER,
                new byte[other == 2 ? 0 : NEW_ADDITIONAL]);
    }

    /** This header for another snapshot table. */
    public Header withSnapshots(int count, long offset) {
        return new Header(
                version,
                backingOffset,
                backingLength,
                clusterBits,
                size,
                cryptMethod,
                l1Entries,
                l1Offset,
                refcountTableOffset,
                refcountTableClusters,
                count,
                offset,
                incompatible,
                compatible,
                autoclear,
                refcountOrder,
                additional);
    }

    /** This header with other feature bits. */
    public Header withFeatures(long newIncompatible, long newCompatible, long newAutoclear) {
        return new Header(
                version,
                backingOffset,
                backingLength,
                clusterBits,
                size,
                cryptMethod,
                l1Entries,
                l1Offset,
                refcountTableOffset,
                refcountTableClusters,
                snapshotCount,
                snapshotsOffset,
                newIncompatible,
                newCompatible,
                newAutoclear,
                refcountOrder,
                additional);
    }

    /** This header with a backing file's name elsewhere. */
    public Header withBacking(long offset, int length) {
        return new Header(
                version,
                offset,
                length,
                clusterBits,
                size,
                cryptMethod,
                l1Entries,
                l1Offset,
                refcountTableOffset,
                refcountTableClusters,
                snapshotCount,
                snapshotsOffset,
                incompatible,
                compatible,
                autoclear,
                refcountOrder,
                additional);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Header header && Arrays.equals(bytes(), header.bytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes());
    }

    private byte[] bytes() {
        var out = ByteBuffer.allocate(length());
        write(out);
        return out.array();
    }
}
