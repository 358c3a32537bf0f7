package org.blockyard.export.nbd.protocol;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a server may have in flight together, beyond what each has of its own.
 * Who is refused waits in a queue and is offered room when some is given back; each is offered
 * once, then comes the next, and as long as somebody waits nobody passes him. Thread-safe.
 */
final class Budget {
    private final IntSupplier mostRequests;
    private final long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Share> waiting = new ArrayDeque<>();
    private int requests;
    private long bytes;
    private boolean freed;
    private boolean offering;
    private @Nullable Share turn;
    private boolean refused;

    /**
     * A budget of which nothing is used.
     *
     * @param mostRequests how many requests now, at least 1
     * @param mostBytes how much memory; a single request may have more
     */
    Budget(IntSupplier mostRequests, long mostBytes) {
        this.mostRequests = mostRequests;
        this.mostBytes = mostBytes;
    }

    /** Takes room if there is some and nobody waits for it; else the share waits. */
    boolean tryTake(Share share, int count, long size) {
        if (count == 0 && size == 0) {
            return true;
        }
        lock.lock();
        try {
            boolean first = turn == share;
            if ((first || waiting.isEmpty()) && fits(count, size)) {
                requests += count;
                bytes += size;
                turn = null;
                return true;
            }
            if (first) {
                refused = true;
            } else if (!waiting.contains(share)) {
                waiting.addLast(share);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(int count, long size) {
        return requests + count <= mostRequests.getAsInt()
                && (size == 0 || bytes == 0 || bytes + size <= mostBytes);
    }

    /** Whether somebody waits for room. */
    boolean isWaitedFor() {
        lock.lock();
        try {
            return !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Gives room back and offers it to those who wait. */
    void giveBack(int count, long size) {
        if (count == 0 && size == 0) {
            return;
        }
        lock.lock();
        try {
            requests -= count;
            bytes -= size;
            freed = true;
            if (offering || waiting.isEmpty()) {
                return; // who is offering now sees it
            }
            offering = true;
        } finally {
            lock.unlock();
        }
        offer();
    }

    private void offer() {
        boolean done = false;
        try {
            while (offerToFirst()) {
                // one after the other
            }
            done = true;
        } finally {
            if (!done) {
                giveUpOffering(); // the next to give back goes on
            }
        }
    }

    private void giveUpOffering() {
        lock.lock();
        try {
            offering = false;
            turn = null;
        } finally {
            lock.unlock();
        }
    }

    /** Offers room to the first who waits; false if there is none or he could not be served. */
    private boolean offerToFirst() {
        Share share;
        lock.lock();
        try {
            freed = false;
            share = waiting.pollFirst();
            if (share == null) {
                offering = false;
                return false;
            }
            turn = share;
            refused = false;
        } finally {
            lock.unlock();
        }
        share.retry();
        lock.lock();
        try {
            if (turn == share && refused) {
                waiting.addFirst(share);
                offering = freed;
                turn = null;
                return freed;
            }
            turn = null;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a share that will take no more; what it took it has given back. */
    void leave(Share share) {
        lock.lock();
        try {
            waiting.remove(share);
        } finally {
            lock.unlock();
        }
    }
}
