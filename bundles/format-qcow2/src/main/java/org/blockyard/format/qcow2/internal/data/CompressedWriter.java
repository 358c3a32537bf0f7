package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.codec.Codec;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.CompressedDescriptor;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.format.qcow2.internal.meta.Packing;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;

/**
 * Writes guest clusters packed. What does not get smaller is written as it is. Packing happens
 * under no lock, so as many threads as call do it at once. Called inside a request's bracket.
 */
final class CompressedWriter {
    private final Metadata metadata;
    private final Geometry geometry;
    private final Clusters clusters;
    private final PackedClaims claims;
    private final GuestWriter plain;
    private final Codec codec;
    private final BufferPool buffers;

    CompressedWriter(
            Metadata metadata,
            Clusters clusters,
            PackedClaims claims,
            GuestWriter plain,
            Codec codec,
            BufferPool buffers) {
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.clusters = clusters;
        this.claims = claims;
        this.plain = plain;
        this.codec = codec;
        this.buffers = buffers;
    }

    /** Writes the rest of the buffer: whole clusters, but for the disk's last one. */
    void write(long offset, ByteBuffer source, long diskLength) throws IOException {
        int end = source.limit();
        if (geometry.inCluster(offset) != 0
                || geometry.inCluster(source.remaining()) != 0
                        && offset + source.remaining() != diskLength) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "compressed data are written in whole clusters");
        }
        for (long at = offset; source.position() < end; at += geometry.clusterSize()) {
            source.limit(Math.min(end, source.position() + geometry.clusterSize()));
            writeCluster(at, source);
            source.limit(end);
        }
    }

    private void writeCluster(long offset, ByteBuffer source) throws IOException {
        refuseOverwriting(offset);
        try (var lent = buffers.lend(geometry.clusterSize())) {
            var packed = lent.bytes().clear().limit(geometry.clusterSize() - 1);
            if (pack(source.slice(), packed) && writePacked(offset, packed.flip())) {
                source.position(source.limit());
                return;
            }
        }
        plain.write(offset, source);
    }

    private boolean pack(ByteBuffer cluster, ByteBuffer packed) throws IOException {
        if (cluster.remaining() == geometry.clusterSize()) {
            return codec.encode(cluster, packed);
        }
        try (var lent = buffers.lend(geometry.clusterSize())) {
            var whole = lent.bytes().clear().limit(geometry.clusterSize()).put(cluster);
            ImageFile.zero(whole);
            return codec.encode(whole.flip(), packed);
        }
    }

    /** False if there is no place that a descriptor can name. */
    private boolean writePacked(long offset, ByteBuffer packed) throws IOException {
        var claim = claims.claim(geometry.clusterOf(offset));
        if (claim == null) {
            throw overwriting();
        }
        int size = packed.remaining();
        long place = Packing.TOO_FAR;
        boolean written = false;
        try {
            place = place(size);
            if (place == Packing.TOO_FAR) {
                return false;
            }
            clusters.guard(place, size);
            metadata.file().reached("write_compressed");
            metadata.file().write(place, packed);
            written = true;
        } finally {
            if (!written) {
                claims.abandon(claim, place, size);
            }
        }
        claims.complete(claim, CompressedDescriptor.entry(place, size, geometry));
        return true;
    }

    private long place(int size) throws IOException {
        while (true) {
            metadata.lock().lock();
            try {
                long place = metadata.packing().take(size);
                if (place != Packing.TABLE_FULL) {
                    return place;
                }
            } finally {
                metadata.lock().unlock();
            }
            metadata.writeBack().growRefcountTable();
        }
    }

    /** Before time is spent on packing; {@link PackedClaims#claim} looks again. */
    private void refuseOverwriting(long offset) throws IOException {
        if (!PackedClaims.takes(metadata.mapping().entry(geometry.clusterOf(offset)))) {
            throw overwriting();
        }
    }

    private static BlockException overwriting() {
        return new BlockException(
                ErrorKind.IO, "compressed data can't take the place of data that are there");
    }
}
