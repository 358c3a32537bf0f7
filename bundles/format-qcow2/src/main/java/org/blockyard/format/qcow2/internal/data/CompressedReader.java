package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.codec.Codec;
import org.blockyard.format.qcow2.internal.layout.CompressedDescriptor;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.IoBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks compressed clusters, and keeps the last one, since small reads tend to follow each other.
 */
final class CompressedReader implements AutoCloseable {
    private record Unpacked(long entry, long reclaims, IoBuffer cluster) {}

    private final Metadata metadata;
    private final Geometry geometry;
    private final Codec codec;
    private final BufferPool buffers;
    private final ReentrantLock keeping = new ReentrantLock();
    private @Nullable Unpacked kept;

    CompressedReader(Metadata metadata, Codec codec, BufferPool buffers) {
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.codec = codec;
        this.buffers = buffers;
    }

    /**
     * Fills the rest of the buffer from a place in the cluster that an entry names; inside a
     * request's bracket.
     */
    void read(long entry, int inCluster, ByteBuffer target) throws IOException {
        if (copyKept(entry, inCluster, target)) {
            return;
        }
        long reclaims = metadata.reclaims();
        var cluster = buffers.lend(geometry.clusterSize());
        boolean done = false;
        try {
            unpack(entry, cluster.bytes().clear());
            target.put(cluster.bytes().clear().slice(inCluster, target.remaining()));
            done = true;
        } finally {
            if (!done) {
                cluster.close();
            }
        }
        keep(new Unpacked(entry, reclaims, cluster));
    }

    private void unpack(long entry, ByteBuffer target) throws IOException {
        var packed = CompressedDescriptor.of(entry, geometry);
        try (var source = buffers.lend(packed.length())) {
            var bytes = source.bytes().clear().limit(packed.length());
            metadata.file().read(packed.offset(), bytes);
            codec.decode(bytes.flip(), target.limit(geometry.clusterSize()));
        } catch (BlockException failed) {
            throw failed.at(packed.offset());
        }
    }

    private boolean copyKept(long entry, int inCluster, ByteBuffer target) {
        keeping.lock();
        try {
            var last = kept;
            if (last == null || last.entry != entry || last.reclaims != metadata.reclaims()) {
                return false;
            }
            target.put(last.cluster.bytes().slice(inCluster, target.remaining()));
            return true;
        } finally {
            keeping.unlock();
        }
    }

    private void keep(@Nullable Unpacked fresh) {
        keeping.lock();
        try {
            var last = kept;
            kept = fresh;
            if (last != null) {
                last.cluster.close();
            }
        } finally {
            keeping.unlock();
        }
    }

    @Override
    public void close() {
        keep(null);
        codec.close();
    }
}
