package org.blockyard.kernel.internal.path;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests in flight on a node and can hold new ones back. Passing an open gate is one
 * atomic addition, leaving it another, and threads hardly disturb each other there; only while it
 * is held or refuses is there a lock. Holds nest.
 */
public final class NodeGate {
    private final InFlightStripes inFlight = new InFlightStripes();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition quiet = lock.newCondition();
    private final List<Owner> owners = new ArrayList<>();
    private volatile boolean closed;
    private int holds;
    private final AtomicInteger leases = new AtomicInteger();
    private int waiting;
    private int peak;
    private @Nullable Refusal refusal;

    private record Refusal(ErrorKind kind, String sentence) {
        BlockException failure() {
            return new BlockException(kind, sentence);
        }
    }

    private record Owner(Thread thread, long since) {}

    /** A gate that lets requests through. */
    public NodeGate() {}

    /** A gate that refuses all requests for good. */
    public static NodeGate refusing(ErrorKind kind, String sentence) {
        var gate = new NodeGate();
        gate.refuse(kind, sentence);
        return gate;
    }

    /** Passes if that needs no waiting; then {@link #leave} is owed. */
    public boolean tryEnter() {
        if (inFlight.enter()) {
            return true;
        }
        leave();
        return false;
    }

    /** Lets a request end, on the thread on which it passed. */
    public void leave() {
        if (!inFlight.leave()) {
            signalQuiet();
        }
    }

    /**
     * Passes, waiting while the gate is held; then {@link #leave} is owed. The thread that holds
     * the gate passes at once, and so does who works {@linkplain Caller on its behalf}.
     *
     * @return false, owing nothing, if the caller no longer leads here
     * @throws BlockException if the gate refuses
     */
    public boolean enter(NodeChannel caller, RequestPath here) throws BlockException {
        while (!tryEnter()) {
            lock.lock();
            try {
                if (byOwner()) {
                    inFlight.enter();
                    return true;
                }
                if (!awaitOpen(caller, here)) {
                    return false;
                }
            } finally {
                lock.unlock();
            }
        }
        return true;
    }

    private boolean byOwner() {
        if (owners.isEmpty()) {
            return false;
        }
        var me = Thread.currentThread();
        var caller = Caller.current();
        return owners.stream()
                .anyMatch(
                        owner ->
                                owner.thread().equals(me)
                                        || caller.is(owner.thread(), owner.since()));
    }

    private boolean awaitOpen(NodeChannel caller, RequestPath here) throws BlockException {
        peak = Math.max(peak, ++waiting);
        try {
            while (closed && caller.leadsTo(here)) {
                if (refusal != null) {
                    throw refusal.failure();
                }
                changed.awaitUninterruptibly();
            }
            return caller.leadsTo(here);
        } finally {
            waiting--;
        }
    }

    /**
     * Passes, waiting no longer than a time; for control that must not run while the device
     * changes.
     *
     * @return whether it passed; then {@link #leave} is owed
     */
    public boolean enter(long nanos) {
        long end = System.nanoTime() + nanos;
        while (!tryEnter()) {
            lock.lock();
            try {
                if (byOwner()) {
                    inFlight.enter();
                    return true;
                }
                long left = end - System.nanoTime();
                if (left <= 0 || refusal != null) {
                    return false;
                }
                changed.await(left, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                lock.unlock();
            }
        }
        return true;
    }

    /** Holds new requests back until {@link #release}; those of the owner's thread pass. */
    public void hold(@Nullable Thread owner) {
        lockForControl();
        try {
            holds++;
            if (owner != null) {
                owners.add(new Owner(owner, System.nanoTime()));
            }
            close();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the lock without queueing for long. Next in the queue may be a virtual thread that has
     * no carrier, because others keep all carriers busy with requests for as long as this gate or
     * another is open: waiting behind it would never end.
     */
    private void lockForControl() {
        boolean interrupted = false;
        while (!lock.tryLock()) {
            try {
                if (lock.tryLock(1, TimeUnit.MILLISECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends one {@link #hold} by the same owner. */
    public void release(@Nullable Thread owner) {
        lockForControl();
        try {
            holds--;
            if (owner != null) {
                release(owners.reversed(), owner);
            }
            settle();
        } finally {
            lock.unlock();
        }
    }

    private static void release(List<Owner> latestFirst, Thread thread) {
        for (var owner : latestFirst) {
            if (owner.thread().equals(thread)) {
                latestFirst.remove(owner);
                return;
            }
        }
    }

    /** Makes requests fail, those that wait too, until {@link #accept}. */
    public void refuse(ErrorKind kind, String sentence) {
        lockForControl();
        try {
            refusal = new Refusal(kind, sentence);
            close();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends {@link #refuse}. */
    public void accept() {
        lockForControl();
        try {
            refusal = null;
            settle();
        } finally {
            lock.unlock();
        }
    }

    private void close() {
        closed = true;
        inFlight.close();
    }

    private void settle() {
        if (holds == 0 && refusal == null) {
            closed = false;
            inFlight.open();
        }
        changed.signalAll();
    }

    /** Makes those that wait look again whether they still lead here. */
    public void wake() {
        lockForControl();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits, on a held gate, until nothing is in flight.
     *
     * @param mapped whether mapped reads may go on
     * @param nanos the longest wait
     * @return whether nothing is in flight
     */
    public boolean awaitQuiet(boolean mapped, long nanos) {
        lockForControl();
        try {
            long end = System.nanoTime() + nanos;
            boolean interrupted = false;
            while (inFlight.sum() > 0 || !mapped && leases.get() > 0) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    quiet.await(left, TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A request that passed on this thread goes on as a lease, which any thread may end. */
    void lease() {
        leases.incrementAndGet();
        leave();
    }

    /** Ends a lease and its request. */
    void leaveLease() {
        leases.decrementAndGet();
        // who closes the gate after this sees the count as it is now
        if (closed) {
            signalQuiet();
        }
    }

    private void signalQuiet() {
        lock.lock();
        try {
            quiet.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Requests under way. */
    public int inFlight() {
        // those that become leases are counted twice for a moment, never left out
        return (int) inFlight.sum() + leases.get();
    }

    /** Whether new requests wait or fail now. */
    public boolean held() {
        return closed;
    }

    /** Requests that wait now. */
    public int waiting() {
        lockForControl();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** The most that waited at once since the last call. */
    public int takePeak() {
        lockForControl();
        try {
            int was = peak;
            peak = waiting;
            return was;
        } finally {
            lock.unlock();
        }
    }
}
