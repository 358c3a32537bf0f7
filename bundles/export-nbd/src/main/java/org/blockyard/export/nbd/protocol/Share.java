package org.blockyard.export.nbd.protocol;

import java.util.Arrays;
import org.blockyard.export.nbd.protocol.Room.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has in flight: a little of each kind in any case, and beyond that of what all
 * connections share, bounded for itself too. The caller guards it with a lock.
 */
final class Share {
    /** The most requests of one kind that a connection has under way. */
    static final int MOST_REQUESTS = 64;

    /** The most of the shared memory that one connection has, unless for a single request. */
    static final int MOST_BYTES = Wire.MAX_PAYLOAD;

    private static final int MOST_SHARED_REQUESTS = MOST_REQUESTS - Kind.SMALL.ownRequests;

    private final Budget budget;
    private final Runnable retry;
    private final Own[] own = new Own[Kind.values().length];
    private int requests;
    private long bytes;
    private int rooms;

    /** What is taken of what the connection has in any case, for one kind. */
    private static final class Own {
        int requests;
        int bytes;
    }

    /**
     * A share that holds nothing.
     *
     * @param retry called when the budget refused and has room again, without any lock
     */
    Share(Budget budget, Runnable retry) {
        this.budget = budget;
        this.retry = retry;
        Arrays.setAll(own, _ -> new Own());
    }

    /**
     * Takes room if there is some. Otherwise the budget calls back, or the caller tries again when
     * it has given some back.
     */
    @Nullable Room tryTake(Kind kind, int count, int size) {
        var mine = own[kind.ordinal()];
        var room =
                new Room(
                        kind,
                        count,
                        mine.requests + count <= kind.ownRequests,
                        size,
                        mine.bytes + size <= kind.ownBytes);
        if (!fits(room) || !budget.tryTake(this, room.sharedRequests(), room.sharedBytes())) {
            return null;
        }
        mine.requests += room.ownRequest() ? count : 0;
        mine.bytes += room.ownBytes() ? size : 0;
        requests += room.sharedRequests();
        bytes += room.sharedBytes();
        rooms++;
        return room;
    }

    private boolean fits(Room room) {
        return requests + room.sharedRequests() <= MOST_SHARED_REQUESTS
                && (bytes == 0 || bytes + room.sharedBytes() <= MOST_BYTES);
    }

    /** Gives room back; {@link #offer} is to follow. */
    void giveBack(Room room) {
        var mine = own[room.kind().ordinal()];
        mine.requests -= room.ownRequest() ? room.requests() : 0;
        mine.bytes -= room.ownBytes() ? room.bytes() : 0;
        requests -= room.sharedRequests();
        bytes -= room.sharedBytes();
        rooms--;
    }

    /** Gives others what was given back. Without any lock, for it may call back. */
    void offer(Room room) {
        budget.giveBack(room.sharedRequests(), room.sharedBytes());
    }

    /** Whether nothing is in flight. */
    boolean isEmpty() {
        return rooms == 0;
    }

    /** Whether others wait for what it holds of what all share. */
    boolean isWaitedFor() {
        return requests + bytes > 0 && budget.isWaitedFor();
    }

    /** Waits for room no longer. */
    void leave() {
        budget.leave(this);
    }

    void retry() {
        retry.run();
    }
}
