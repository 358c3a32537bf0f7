package org.blockyard.format.qcow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.codec.Codec;
import org.blockyard.codec.Codecs;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;

/**
 * Clusters packed by deflate. Their entries have the highest bit set, then as many bits of the
 * packed size as a cluster's size has, then the offset. Any thread.
 */
final class PackedClusters implements AutoCloseable {
    private static final long PACKED = 1L << 63;

    private final int clusterSize;
    private final int offsetBits;
    private final boolean packs;
    private final Codec codec = Codecs.rawDeflate(Codecs.DEFLATE_DEFAULT_LEVEL);

    /**
     * The packed clusters of an image.
     *
     * @param packs whether clusters may be packed, not only unpacked
     */
    PackedClusters(QcowHeader header, boolean packs) {
        this.clusterSize = header.clusterSize();
        this.offsetBits = Long.SIZE - 1 - header.clusterBits();
        this.packs = packs;
    }

    /** The end of what an entry can name. */
    long mostOffset() {
        return 1L << offsetBits;
    }

    boolean isPacked(long entry) {
        return (entry & PACKED) != 0;
    }

    long offset(long entry) {
        return entry & mostOffset() - 1;
    }

    private int size(long entry) {
        return (int) (entry >>> offsetBits) & clusterSize - 1;
    }

    /** Where the sectors end that a packed cluster takes. */
    long end(long entry) {
        return offset(entry) + (size(entry) + QcowHeader.SECTOR - 1 & -QcowHeader.SECTOR);
    }

    /** The entry of a packed cluster. */
    long entry(long offset, int size) {
        return PACKED | (long) size << offsetBits | offset;
    }

    /** Fills the rest of a buffer, a whole cluster. */
    void unpack(ImageFile file, long entry, ByteBuffer target) throws IOException {
        try {
            codec.decode(file.read(offset(entry), size(entry)), target);
        } catch (BlockException failed) {
            throw failed.at(offset(entry));
        }
    }

    /** What a cluster becomes, if that is smaller. */
    Optional<ByteBuffer> pack(ByteBuffer bytes) throws BlockException {
        var packed = ByteBuffer.allocate(clusterSize - 1);
        return packs && codec.encode(whole(bytes), packed)
                ? Optional.of(packed.flip())
                : Optional.empty();
    }

    /** The disk's last cluster may reach beyond its end. */
    private ByteBuffer whole(ByteBuffer bytes) {
        return bytes.remaining() == clusterSize
                ? bytes
                : ByteBuffer.allocate(clusterSize).put(bytes).clear();
    }

    @Override
    public void close() {
        codec.close();
    }
}
