package org.blockyard.posix.internal;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.IoEngine;
import org.blockyard.posix.IoEngines;
import org.blockyard.posix.PosixException;
import org.jspecify.annotations.Nullable;

/** The engines of one file. Threads and ring are made by the first call that needs them. */
final class Engines {
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final CallSlots slots;
    private final CallerCalls caller;
    private final ReentrantLock making = new ReentrantLock();
    private volatile IoEngines chosen = IoEngines.CALLER;
    private volatile @Nullable DiskThreads threads;
    private volatile @Nullable Ring ring;
    private volatile boolean refused;

    /**
     * Engines that were not started.
     *
     * @param slots memory for their calls, which outlives them
     */
    Engines(CallSlots slots) {
        this.slots = slots;
        this.caller = new CallerCalls(slots);
    }

    /** Chooses which are used from now on. */
    void choose(IoEngines engines) {
        chosen = engines;
    }

    /** As {@link DiskCalls#call} by the engine that is chosen for such calls. */
    long call(DiskCall call, long descriptor, long address, long length, long offset) {
        return by(call).call(call, descriptor, address, length, offset);
    }

    private DiskCalls by(DiskCall call) {
        var engines = chosen;
        var engine =
                switch (call) {
                    case READ -> engines.reads();
                    case WRITE -> engines.writes();
                    case SYNC_DATA -> engines.syncs();
                };
        boolean virtual = Thread.currentThread().isVirtual();
        if (engine == IoEngine.CALLER || (!virtual && engine != IoEngine.RING)) {
            return caller;
        }
        if (engine != IoEngine.THREADS && hasRing()) {
            return Objects.requireNonNull(ring);
        }
        return virtual ? threads() : caller;
    }

    private DiskThreads threads() {
        var made = threads;
        if (made != null) {
            return made;
        }
        making.lock();
        try {
            made = threads;
            if (made == null) {
                made = new DiskThreads(caller, HostFile.MOST_THREADS, IDLE_NANOS);
                threads = made;
            }
            return made;
        } finally {
            making.unlock();
        }
    }

    /** Whether there is a ring; makes it. */
    boolean hasRing() {
        if (ring != null) {
            return true;
        }
        making.lock();
        try {
            if (ring == null && !refused) {
                makeRing();
            }
            return ring != null;
        } finally {
            making.unlock();
        }
    }

    private void makeRing() {
        try {
            ring = new Ring(slots, chosen.batch());
        } catch (PosixException refusal) {
            refused = true;
            chosen.whenRefused().accept(refusal);
        }
    }

    /** Returns when the ring is gone, with all that was in flight done. No call may follow. */
    void close() {
        var open = ring;
        if (open != null) {
            open.close();
        }
    }
}
