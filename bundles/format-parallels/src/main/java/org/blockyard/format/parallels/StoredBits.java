package org.blockyard.format.parallels;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Bits of dirty bitmaps in clusters of the image: the lowest bit of a byte is that of the first
 * piece.
 *
 * @param image the image
 */
record StoredBits(ParallelsImage image) {
    private static final int PIECE = 64 << 10;

    /**
     * Reads the bits of a bitmap.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT} if its table leads out of the file
     */
    DirtyBits load(BitmapFeature bitmap) throws IOException {
        var bits = empty(bitmap);
        long span = span(bitmap);
        for (int i = 0; i < bitmap.table().length; i++) {
            long entry = bitmap.table()[i];
            if (entry == BitmapFeature.ALL_DIRTY) {
                bits.set(i * span, span);
            } else if (entry != BitmapFeature.ALL_CLEAN) {
                load(bits, i * span, checked(entry));
            }
        }
        return bits;
    }

    private DirtyBits empty(BitmapFeature bitmap) throws BlockException {
        try {
            return new DirtyBits(
                    image.header().length(), bitmap.granularity() * ParallelsHeader.SECTOR);
        } catch (IllegalArgumentException tooMany) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, String.valueOf(tooMany.getMessage()), tooMany);
        }
    }

    /** Bytes of the disk that a cluster of bits is for. */
    private long span(BitmapFeature bitmap) {
        return (long) image.header().clusterSize()
                * Byte.SIZE
                * bitmap.granularity()
                * ParallelsHeader.SECTOR;
    }

    private long checked(long entry) throws BlockException {
        long room = image.file().length() - image.header().clusterSize();
        if (entry < 0 || entry > room / ParallelsHeader.SECTOR) {
            throw FormatExtension.damaged("a dirty bitmap leads out of the file");
        }
        return entry * ParallelsHeader.SECTOR;
    }

    private void load(DirtyBits bits, long at, long cluster) throws IOException {
        long length = bits.length() - at;
        long bytes = Math.ceilDiv(Math.ceilDiv(length, bits.granularity()), Byte.SIZE);
        long end = Math.min(image.header().clusterSize(), bytes);
        var piece = ByteBuffer.allocate(PIECE);
        for (long done = 0; done < end; done += piece.limit()) {
            piece.clear().limit((int) Math.min(PIECE, end - done));
            image.file().read(cluster + done, piece);
            bits.load(at + done * Byte.SIZE * bits.granularity(), piece.flip());
        }
    }

    /** Writes bits to clusters of their own; nothing names them yet. */
    BitmapFeature store(UUID id, DirtyBits bits, ClusterSpace space) throws IOException {
        long granularity = bits.granularity() / ParallelsHeader.SECTOR;
        int entries = (int) BitmapFeature.entries(image.header(), granularity);
        var stored = new BitmapFeature(id, granularity, new long[entries]);
        long span = span(stored);
        for (int i = 0; i < entries; i++) {
            long from = i * span;
            stored.table()[i] =
                    store(bits, from, from + Math.min(span, bits.length() - from), space);
        }
        return stored;
    }

    private long store(DirtyBits bits, long from, long to, ClusterSpace space) throws IOException {
        if (bits.nextDirty(from, to).isEmpty()) {
            return BitmapFeature.ALL_CLEAN;
        }
        if (bits.nextClean(from, to).isEmpty()) {
            return BitmapFeature.ALL_DIRTY;
        }
        int size = image.header().clusterSize();
        long cluster = space.append(size).data().offset();
        long end = Math.ceilDiv(Math.ceilDiv(to - from, bits.granularity()), Byte.SIZE);
        // bits behind the last one are zero, and so is the rest of the cluster
        image.file().writeZeroes(cluster, size);
        var piece = ByteBuffer.allocate(PIECE);
        for (long done = 0; done < end; done += piece.limit()) {
            piece.clear().limit((int) Math.min(PIECE, end - done));
            bits.store(from + done * Byte.SIZE * bits.granularity(), piece);
            image.file().write(cluster + done, piece.flip());
        }
        return cluster / ParallelsHeader.SECTOR;
    }
}
