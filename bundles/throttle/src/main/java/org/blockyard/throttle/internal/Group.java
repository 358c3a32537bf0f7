package org.blockyard.throttle.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.throttle.Direction;
import org.blockyard.throttle.ThrottleGroup;
import org.blockyard.throttle.ThrottleMember;
import org.jspecify.annotations.Nullable;

/**
 * A group at work. Of all requests of a direction that wait, one watches the clock; when it goes,
 * the next member in turn has its first one watch.
 */
class Group implements ThrottleGroup {
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    // all below with the lock, but that the flag may be read without
    private final List<Member> members = new ArrayList<>();
    private final @Nullable Waiter[] watching = new Waiter[Direction.values().length];
    private Buckets buckets;
    private volatile boolean unlimited;

    Group(Clock clock, Limits limits) {
        this.clock = clock;
        this.buckets = new Buckets(limits, clock.nanos());
        this.unlimited = !limits.any();
    }

    /** Has other limits from now on; what was used before is forgotten. */
    final void limit(Limits limits) {
        lock.lock();
        try {
            buckets = new Buckets(limits, clock.nanos());
            unlimited = !limits.any();
            for (var waiter : watching) {
                if (waiter != null) {
                    waiter.wake();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final ThrottleMember join() {
        lock.lock();
        try {
            var member = new Member(this);
            members.add(member);
            return member;
        } finally {
            lock.unlock();
        }
    }

    final void leave(Member member) {
        lock.lock();
        try {
            members.remove(member);
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing is limited now. */
    final boolean unlimited() {
        return unlimited;
    }

    final void pass(Member member, Direction direction, long bytes) throws BlockException {
        lock.lock();
        try {
            if (!free(member, direction)) {
                waitForTurn(member, direction);
            }
            buckets.use(direction, bytes);
        } finally {
            lock.unlock();
        }
    }

    final boolean ready(Member member, Direction direction) {
        lock.lock();
        try {
            return free(member, direction);
        } finally {
            lock.unlock();
        }
    }

    final void count(Direction direction, long bytes) {
        lock.lock();
        try {
            buckets.use(direction, bytes);
        } finally {
            lock.unlock();
        }
    }

    final void hurry(Member member, int more) {
        lock.lock();
        try {
            member.hurried += more;
            member.waiters().forEach(Waiter::wake);
        } finally {
            lock.unlock();
        }
    }

    private boolean free(Member member, Direction direction) {
        return member.hurried > 0
                || watching[direction.ordinal()] == null && waitNanos(direction) == 0;
    }

    private long waitNanos(Direction direction) {
        return buckets.waitNanos(direction, clock.nanos());
    }

    private void waitForTurn(Member member, Direction direction) throws BlockException {
        var waiter = new Waiter(lock.newCondition());
        var queue = member.waiting(direction);
        queue.add(waiter);
        if (watching[direction.ordinal()] == null) {
            watching[direction.ordinal()] = waiter;
        }
        try {
            boolean may = false;
            while (!may && member.hurried == 0) {
                may = mayGo(waiter, direction);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BlockException(ErrorKind.CANCELLED, "a throttled request was given up", e);
        } finally {
            queue.remove(waiter);
            if (watching[direction.ordinal()] == waiter) {
                watchNext(member, direction);
            }
        }
    }

    /** Waits once for a reason to look again; whether the request may go. */
    private boolean mayGo(Waiter waiter, Direction direction) throws InterruptedException {
        if (watching[direction.ordinal()] != waiter) {
            waiter.condition.await();
            return false;
        }
        long wait = waitNanos(direction);
        if (wait > 0) {
            clock.await(waiter.condition, wait);
        }
        return wait == 0;
    }

    private void watchNext(Member after, Direction direction) {
        int count = members.size();
        int from = members.indexOf(after);
        watching[direction.ordinal()] = null;
        for (int i = 1; i <= count; i++) {
            var first = members.get((from + i) % count).waiting(direction).peek();
            if (first != null) {
                watching[direction.ordinal()] = first;
                first.wake();
                return;
            }
        }
    }
}
