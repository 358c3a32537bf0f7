package org.blockyard.throttle.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.blockyard.io.BlockException;
import org.blockyard.throttle.Direction;
import org.blockyard.throttle.ThrottleMember;

/** A disk in a group. */
final class Member implements ThrottleMember {
    private final Group group;
    private final List<Deque<Waiter>> waiting = List.of(new ArrayDeque<>(), new ArrayDeque<>());

    /** How many want its requests to go; with the group's lock. */
    int hurried;

    Member(Group group) {
        this.group = group;
    }

    /** Its requests that wait, in the order in which they came; with the group's lock. */
    Deque<Waiter> waiting(Direction direction) {
        return waiting.get(direction.ordinal());
    }

    /** All its requests that wait; with the group's lock. */
    Stream<Waiter> waiters() {
        return waiting.stream().flatMap(Deque::stream);
    }

    @Override
    public void pass(Direction direction, long bytes) throws BlockException {
        if (!group.unlimited()) {
            group.pass(this, direction, bytes);
        }
    }

    @Override
    public boolean ready(Direction direction) {
        return group.unlimited() || group.ready(this, direction);
    }

    @Override
    public void count(Direction direction, long bytes) {
        if (!group.unlimited()) {
            group.count(direction, bytes);
        }
    }

    @Override
    public void hurry() {
        group.hurry(this, 1);
    }

    @Override
    public void relax() {
        group.hurry(this, -1);
    }

    @Override
    public void close() {
        group.leave(this);
    }
}
