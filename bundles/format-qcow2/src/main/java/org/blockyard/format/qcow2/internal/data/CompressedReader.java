package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.codec.Codec;
import org.blockyard.format.qcow2.internal.layout.CompressedDescriptor;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;

/**
 * Reads compressed clusters: whole ones straight to where they are wanted, parts from those that
 * were unpacked lately, since small reads tend to follow each other.
 */
final class CompressedReader implements AutoCloseable {
    private final Metadata metadata;
    private final Geometry geometry;
    private final Codec codec;
    private final BufferPool buffers;
    private final UnpackedClusters unpacked;

    CompressedReader(Metadata metadata, Codec codec, BufferPool buffers) {
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.codec = codec;
        this.buffers = buffers;
        this.unpacked = new UnpackedClusters(metadata, buffers, this::unpack);
    }

    /**
     * Fills the rest of the buffer from a place in the cluster that an entry names; inside a
     * request's bracket.
     */
    void read(long entry, int inCluster, ByteBuffer target) throws IOException {
        if (target.remaining() == geometry.clusterSize()) {
            int end = target.limit();
            unpack(entry, target);
            target.position(end);
        } else {
            unpacked.read(entry, inCluster, target);
        }
    }

    /** As {@link #read}, if the cluster was unpacked already. */
    boolean tryRead(long entry, int inCluster, ByteBuffer target) {
        return unpacked.tryRead(entry, inCluster, target);
    }

    private void unpack(long entry, ByteBuffer target) throws IOException {
        var packed = CompressedDescriptor.of(entry, geometry);
        try (var source = buffers.lend(packed.length())) {
            var bytes = source.bytes().clear().limit(packed.length());
            metadata.file().reached("read_compressed");
            metadata.file().read(packed.offset(), bytes);
            codec.decode(bytes.flip(), target);
        } catch (BlockException failed) {
            throw failed.at(packed.offset());
        }
    }

    @Override
    public void close() {
        unpacked.close();
        codec.close();
    }
}
