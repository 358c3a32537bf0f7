package org.blockyard.format.parallels;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The format extension: a cluster with features that the header has no room for (parallels.rst,
 * "Format Extension"). Dirty bitmaps are the one that is known; an image with others can't be kept
 * right by us.
 *
 * @param offset where the cluster begins
 * @param bitmaps the dirty bitmaps
 */
record FormatExtension(long offset, List<BitmapFeature> bitmaps) {
    private static final long MAGIC = 0xab234cef23dcea87L;
    private static final int DIGEST_AT = 8;
    private static final int DIGEST = 16;
    private static final int FEATURES_AT = 24;
    private static final int FEATURE_HEADER = 24;
    private static final int ALIGNMENT = 8;

    /** Features are few and small; of a large cluster no more is looked at. */
    private static final int MOST_FEATURES = 1 << 20;

    private static final int PIECE = 1 << 20;

    /** Keeps the bitmaps. */
    FormatExtension {
        bitmaps = List.copyOf(bitmaps);
    }

    /**
     * Reads the extension that the header names.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT} if it is damaged, {@code UNSUPPORTED}
     *     if it has what we do not know
     */
    static FormatExtension read(ParallelsImage image) throws IOException {
        long sector = image.header().extensionSector();
        int cluster = image.header().clusterSize();
        long fileSectors =
                Math.ceilDiv(image.file().length(), ParallelsHeader.SECTOR)
                        - cluster / ParallelsHeader.SECTOR;
        if (sector < 0 || sector > fileSectors) {
            throw damaged("Format Extension lies outside of the file");
        }
        long offset = sector * ParallelsHeader.SECTOR;
        var head = image.file().read(offset, FEATURES_AT).order(ByteOrder.LITTLE_ENDIAN);
        long magic = head.getLong(0);
        if (magic != MAGIC) {
            throw damaged(
                    "Wrong parallels Format Extension magic: 0x%x, expected: 0x%x"
                            .formatted(magic, MAGIC));
        }
        if (!head.slice(DIGEST_AT, DIGEST).equals(ByteBuffer.wrap(digest(image, offset)))) {
            throw damaged(
                    "Wrong checksum in Format Extension header. Format extension is corrupted.");
        }
        int size = Math.min(cluster - FEATURES_AT, MOST_FEATURES);
        var features = image.file().read(offset + FEATURES_AT, size).order(ByteOrder.LITTLE_ENDIAN);
        return new FormatExtension(offset, features(image.header(), features));
    }

    private static byte[] digest(ParallelsImage image, long offset) throws IOException {
        var digest = md5();
        long end = offset + image.header().clusterSize();
        var piece = ByteBuffer.allocate(Math.min(PIECE, image.header().clusterSize()));
        for (long at = offset + FEATURES_AT; at < end; at += piece.limit()) {
            image.file().read(at, piece.clear().limit((int) Math.min(piece.capacity(), end - at)));
            digest.update(piece.flip());
        }
        return digest.digest();
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<BitmapFeature> features(ParallelsHeader header, ByteBuffer bytes)
            throws BlockException {
        var bitmaps = new ArrayList<BitmapFeature>();
        while (bytes.remaining() >= FEATURE_HEADER) {
            long magic = bytes.getLong();
            if (magic == 0) {
                return bitmaps;
            }
            long flags = bytes.getLong();
            long size = Integer.toUnsignedLong(bytes.getInt());
            bytes.getInt();
            if (flags != 0) {
                throw unknown("Flags for extension feature are unsupported");
            }
            if (size > bytes.remaining()) {
                throw damaged("Feature data_size exceedes Format Extension cluster");
            }
            if (magic != BitmapFeature.MAGIC) {
                throw unknown("Unknown feature: 0x%x".formatted(magic));
            }
            var data = bytes.slice(bytes.position(), (int) size).order(bytes.order());
            bitmaps.add(BitmapFeature.read(header, data));
            long next = bytes.position() + ParallelsHeader.roundUp(size, ALIGNMENT);
            bytes.position((int) Math.min(bytes.limit(), next));
        }
        return bitmaps;
    }

    static BlockException damaged(String sentence) {
        return new BlockException(ErrorKind.INVALID_FORMAT, sentence);
    }

    private static BlockException unknown(String sentence) {
        return new BlockException(ErrorKind.UNSUPPORTED, sentence);
    }

    /** Where the clusters begin that it takes up, its own among them. */
    List<Long> clusters() {
        var all = new ArrayList<>(List.of(offset));
        bitmaps.forEach(bitmap -> all.addAll(bitmap.clusters()));
        return all;
    }

    private static long size(long bitmaps, long entries) {
        return FEATURES_AT
                + bitmaps * (FEATURE_HEADER + BitmapFeature.HEADER)
                + entries * Long.BYTES
                + FEATURE_HEADER;
    }

    /** Whether so many bitmaps fit into the cluster, with so many table entries together. */
    static boolean fits(ParallelsHeader header, long bitmaps, long entries) {
        return size(bitmaps, entries) <= Math.min(header.clusterSize(), MOST_FEATURES);
    }

    /** Writes it to its place; nothing names it yet. */
    void write(ParallelsImage image) throws IOException {
        long entries = bitmaps.stream().mapToLong(bitmap -> bitmap.table().length).sum();
        int size = (int) size(bitmaps.size(), entries);
        int rest = image.header().clusterSize() - size;
        var bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(FEATURES_AT);
        for (var bitmap : bitmaps) {
            bytes.putLong(BitmapFeature.MAGIC).putLong(0).putInt(bitmap.size()).putInt(0);
            bitmap.write(bytes, image.header());
        }
        var digest = md5();
        digest.update(bytes.clear().position(FEATURES_AT));
        var zeroes = new byte[Math.min(PIECE, rest)];
        for (int done = 0; done < rest; done += zeroes.length) {
            digest.update(zeroes, 0, Math.min(zeroes.length, rest - done));
        }
        bytes.putLong(0, MAGIC).put(DIGEST_AT, digest.digest());
        image.file().write(offset, bytes.clear());
        if (rest > 0) {
            image.file().writeZeroes(offset + size, rest);
        }
    }

    /** Says in the header, on stable storage, where an extension is that was written before. */
    void publish(ParallelsImage image) throws IOException {
        image.file().flush();
        point(image, offset / ParallelsHeader.SECTOR);
    }

    /** Says in the header, on stable storage, that there is no extension. */
    static void forget(ParallelsImage image) throws IOException {
        point(image, 0);
    }

    private static void point(ParallelsImage image, long sector) throws IOException {
        var bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        image.file().write(ParallelsHeader.EXTENSION_AT, bytes.putLong(sector).flip());
        image.file().flush();
    }
}
