package org.blockyard.format.qcow;

import java.nio.ByteBuffer;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The structure at the start of an image: 48 bytes, big-endian.
 *
 * @param backingOffset where the backing file's name is, 0 if there is none
 * @param backingLength the name's bytes
 * @param modified when the backing file was changed last, as the maker saw it; nobody uses it
 * @param size the disk's length
 * @param clusterBits bytes of a cluster, as a power of two
 * @param l2Bits entries of an L2 table, as a power of two
 * @param crypt how guest data are encrypted
 * @param l1Offset where the L1 table is
 */
record QcowHeader(
        long backingOffset,
        int backingLength,
        int modified,
        long size,
        int clusterBits,
        int l2Bits,
        int crypt,
        long l1Offset) {
    static final int MAGIC = 'Q' << 24 | 'F' << 16 | 'I' << 8 | 0xfb;
    static final int VERSION = 1;

    /** Bytes of the structure. */
    static final int LENGTH = 48;

    /** The longest name of a backing file. */
    static final int MOST_NAME = 1023;

    /** Guest data are plain. */
    static final int PLAIN = 0;

    /** Guest data are encrypted by AES with the password as key. */
    static final int AES = 1;

    static final int SECTOR = 512;

    private static final int LEAST_CLUSTER_BITS = 9;
    private static final int MOST_CLUSTER_BITS = 16;
    private static final int ENTRY_BITS = 3;
    private static final long MOST_L1_ENTRIES = Integer.MAX_VALUE / 8;

    /** Reads and checks the structure. */
    static QcowHeader read(ByteBuffer in) throws BlockException {
        require(in.getInt() == MAGIC, "Image not in qcow format");
        int version = in.getInt();
        if (version != VERSION) {
            var other =
                    new BlockException(
                            ErrorKind.UNSUPPORTED,
                            "qcow (v1) does not support qcow version "
                                    + Integer.toUnsignedString(version));
            throw version == 2 || version == 3
                    ? other.hint("Try the 'qcow2' driver instead.")
                    : other;
        }
        long backingOffset = in.getLong();
        int backingLength = in.getInt();
        int modified = in.getInt();
        long size = in.getLong();
        int clusterBits = in.get();
        int l2Bits = in.get();
        in.getShort(); // unused
        int crypt = in.getInt();
        long l1Offset = in.getLong();
        return new QcowHeader(
                        backingOffset,
                        backingLength,
                        modified,
                        size,
                        clusterBits,
                        l2Bits,
                        crypt,
                        l1Offset)
                .checked();
    }

    /** Itself, if it can be opened. */
    QcowHeader checked() throws BlockException {
        require(size < 0 || size > 1, "Image size is too small (must be at least 2 bytes)");
        require(
                clusterBits >= LEAST_CLUSTER_BITS && clusterBits <= MOST_CLUSTER_BITS,
                "Cluster size must be between 512 and 64k");
        require(
                l2Bits >= LEAST_CLUSTER_BITS - ENTRY_BITS
                        && l2Bits <= MOST_CLUSTER_BITS - ENTRY_BITS,
                "L2 table size must be between 512 and 64k");
        require(crypt == PLAIN || crypt == AES, "invalid encryption method in qcow header");
        require(
                size > 0 && (size - 1 >>> clusterBits + l2Bits) < MOST_L1_ENTRIES,
                "Image too large");
        require(
                l1Offset >= 0 && l1Offset <= Long.MAX_VALUE - l1Bytes(),
                "the L1 table lies beyond any file's end");
        require(
                backingOffset == 0 || backingLength >= 0 && backingLength <= MOST_NAME,
                "Backing file name too long");
        require(
                backingOffset >= 0 && backingOffset <= Long.MAX_VALUE - MOST_NAME,
                "the backing file's name lies beyond any file's end");
        return this;
    }

    private static void require(boolean holds, String otherwise) throws BlockException {
        if (!holds) {
            throw new BlockException(ErrorKind.INVALID_FORMAT, otherwise);
        }
    }

    /** Writes the structure. */
    void write(ByteBuffer out) {
        out.putInt(MAGIC)
                .putInt(VERSION)
                .putLong(backingOffset)
                .putInt(backingLength)
                .putInt(modified)
                .putLong(size)
                .put((byte) clusterBits)
                .put((byte) l2Bits)
                .putShort((short) 0)
                .putInt(crypt)
                .putLong(l1Offset);
    }

    /** The same image with another backing file. */
    QcowHeader withBacking(long offset, int length) {
        return new QcowHeader(offset, length, modified, size, clusterBits, l2Bits, crypt, l1Offset);
    }

    /** Where what belongs to the header ends. */
    long end() {
        return Math.max(LENGTH, backingOffset + backingLength);
    }

    /** The disk's length in whole sectors, which is what guests see. */
    long length() {
        return size & -SECTOR;
    }

    int clusterSize() {
        return 1 << clusterBits;
    }

    /** How many clusters the disk has, the last one perhaps in part. */
    long clusters() {
        return length() + clusterSize() - 1 >>> clusterBits;
    }

    /** How many entries the L1 table has. */
    long l1Entries() {
        return (size - 1 >>> clusterBits + l2Bits) + 1;
    }

    /** Bytes of the L1 table. */
    long l1Bytes() {
        return l1Entries() << ENTRY_BITS;
    }

    /** Bytes of an L2 table. */
    int l2Bytes() {
        return 1 << l2Bits + ENTRY_BITS;
    }

    boolean encrypted() {
        return crypt != PLAIN;
    }
}
