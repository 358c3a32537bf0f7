package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.io.BufferPool;
import org.blockyard.io.IoBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Compressed clusters that were unpacked lately. However many ask for one at the same time, one of
 * them unpacks it and the others wait for that. Memory is bounded.
 */
final class UnpackedClusters implements AutoCloseable {
    private static final int MOST_BYTES = 2 << 20;
    private static final int LEAST_CLUSTERS = 2;
    private static final int MOST_CLUSTERS = 64;

    /** Unpacks a cluster. */
    interface Unpacking {
        /** Fills the buffer, which is as large as a cluster, with what an entry names. */
        void run(long entry, ByteBuffer cluster) throws IOException;
    }

    /** A cluster, or one that is being unpacked as long as it has no bytes. */
    private static final class Kept {
        final long reclaims;
        @Nullable IoBuffer cluster;

        Kept(long reclaims) {
            this.reclaims = reclaims;
        }
    }

    private final Metadata metadata;
    private final Geometry geometry;
    private final BufferPool buffers;
    private final Unpacking unpacking;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition unpacked = lock.newCondition();
    private final LinkedHashMap<Long, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

    UnpackedClusters(Metadata metadata, BufferPool buffers, Unpacking unpacking) {
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.buffers = buffers;
        this.unpacking = unpacking;
        this.most = Math.clamp(MOST_BYTES / geometry.clusterSize(), LEAST_CLUSTERS, MOST_CLUSTERS);
    }

    /** Fills the rest of the buffer from a place in the cluster that an entry names. */
    void read(long entry, int inCluster, ByteBuffer target) throws IOException {
        Kept mine;
        lock.lock();
        try {
            var there = awaitUnpacked(entry);
            if (there != null) {
                copy(there, inCluster, target);
                return;
            }
            mine = new Kept(metadata.reclaims());
            kept.put(entry, mine);
        } finally {
            lock.unlock();
        }
        unpack(entry, mine, inCluster, target);
    }

    /** As {@link #read}, if the cluster was unpacked already. */
    boolean tryRead(long entry, int inCluster, ByteBuffer target) {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            var there = kept.get(entry);
            var cluster = there == null || isOutdated(there) ? null : there.cluster;
            if (cluster == null) {
                return false;
            }
            copy(cluster, inCluster, target);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The bytes of a cluster; null if the caller is the one to unpack it. Under the lock. */
    private @Nullable IoBuffer awaitUnpacked(long entry) {
        while (true) {
            var there = kept.get(entry);
            if (there == null) {
                return null;
            }
            if (isOutdated(there)) {
                kept.remove(entry);
                free(there);
                return null;
            }
            if (there.cluster != null) {
                return there.cluster;
            }
            unpacked.awaitUninterruptibly();
        }
    }

    /** Whether an entry like it may name other data by now. */
    private boolean isOutdated(Kept cluster) {
        return cluster.reclaims != metadata.reclaims();
    }

    private static void copy(IoBuffer cluster, int inCluster, ByteBuffer target) {
        target.put(cluster.bytes().slice(inCluster, target.remaining()));
    }

    private void unpack(long entry, Kept mine, int inCluster, ByteBuffer target)
            throws IOException {
        IoBuffer cluster = null;
        boolean done = false;
        try {
            cluster = buffers.lend(geometry.clusterSize());
            unpacking.run(entry, cluster.bytes().clear().limit(geometry.clusterSize()));
            cluster.bytes().clear();
            copy(cluster, inCluster, target);
            done = true;
        } finally {
            end(entry, mine, cluster, done);
        }
    }

    private void end(long entry, Kept mine, @Nullable IoBuffer cluster, boolean done) {
        lock.lock();
        try {
            boolean named = kept.get(entry) == mine;
            if (done && named) {
                mine.cluster = cluster;
                dropOldest();
            } else {
                if (named) {
                    kept.remove(entry);
                }
                if (cluster != null) {
                    cluster.close();
                }
            }
            unpacked.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void dropOldest() {
        var oldest = kept.values().iterator();
        for (int over = kept.size() - most; over > 0 && oldest.hasNext(); ) {
            var one = oldest.next();
            if (one.cluster != null) {
                oldest.remove();
                free(one);
                over--;
            }
        }
    }

    private static void free(Kept one) {
        if (one.cluster != null) {
            one.cluster.close();
        }
    }

    /** Gives back memory; nobody reads any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            kept.values().forEach(UnpackedClusters::free);
            kept.clear();
        } finally {
            lock.unlock();
        }
    }
}
