package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.export.nbd.protocol.Room.Kind;
import org.blockyard.io.BufferPool;
import org.blockyard.io.IoBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Does what may block on other threads and answers out of order. What there is no room for waits in
 * a backlog, without memory, while the lane goes on; the lane itself waits only if the backlog is
 * full, or for the memory into which a write's data are to go. A failure becomes an error reply.
 */
final class Background {
    /** The most requests of one client that wait to be started. */
    static final int MOST_WAITING = 1024;

    private final Framing framing;
    private final Outbox outbox;
    private final BufferPool pool;
    private final Executor threads;
    private final Tally tally;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Backlog<Item> backlog = new Backlog<>();
    private final Share share;

    Background(Framing framing, Outbox outbox, BufferPool pool, Workers workers, Tally tally) {
        this.framing = framing;
        this.outbox = outbox;
        this.pool = pool;
        this.threads = workers.threads();
        this.tally = tally;
        this.share = new Share(workers.budget(), this::startMore);
    }

    /** Lends memory. */
    IoBuffer lend(int size) throws IOException {
        return pool.lend(size);
    }

    /** Has work done that uses so much memory. */
    void submit(Request request, int memory, Work work) throws IOException {
        submit(request, memory, memory, work);
    }

    /** Has work done that would like to use so much memory, and can do with less. */
    void submit(Request request, int memory, int least, Work work) throws IOException {
        add(new Job(request, memory, least, null, work));
    }

    /** Has work done in room that the lane {@linkplain #claim claimed}, and gives that back. */
    void submit(Request request, Room claimed, Work work) throws IOException {
        add(new Job(request, 0, 0, claimed, work));
    }

    /**
     * Waits until the lane may use so much memory, or at least so much. It is then either submitted
     * with work or {@link #leave given back}.
     */
    Room claim(int memory, int least) throws IOException {
        var claim = new Claim(memory, least);
        add(claim);
        var room = awaitGrant(claim, false);
        if (room == null) {
            outbox.flushBeforeWaiting();
            room = awaitGrant(claim, true);
        }
        return Objects.requireNonNull(room);
    }

    private @Nullable Room awaitGrant(Claim claim, boolean waiting) {
        lock.lock();
        try {
            while (waiting && claim.room == null) {
                changed.awaitUninterruptibly();
            }
            return claim.room;
        } finally {
            lock.unlock();
        }
    }

    /** Takes room for a read in the lane's ring if there is some now; to be left. */
    @Nullable Room tryTake(int memory) {
        lock.lock();
        try {
            return share.tryTake(Kind.RING, 0, memory);
        } finally {
            lock.unlock();
        }
    }

    private void add(Item item) throws IOException {
        awaitRoom();
        lock.lock();
        try {
            backlog.add(item);
        } finally {
            lock.unlock();
        }
        startMore();
    }

    private void awaitRoom() throws IOException {
        lock.lock();
        try {
            if (backlog.size() < MOST_WAITING) {
                return;
            }
        } finally {
            lock.unlock();
        }
        outbox.flushBeforeWaiting();
        lock.lock();
        try {
            while (backlog.size() >= MOST_WAITING) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Starts what there is room for. */
    private void startMore() {
        for (var item = next(); item != null; item = next()) {
            item.start();
        }
    }

    private @Nullable Item next() {
        lock.lock();
        try {
            var item = backlog.next(Item::enter);
            if (item != null) {
                changed.signalAll();
            }
            return item;
        } finally {
            lock.unlock();
        }
    }

    /** Gives back what something took up that is over, and starts what there is room for now. */
    void leave(Room room) {
        lock.lock();
        try {
            share.giveBack(room);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        share.offer(room);
        startMore();
    }

    /** Whether other clients wait for what this one has in flight. Any thread. */
    boolean isWaitedFor() {
        lock.lock();
        try {
            return share.isWaitedFor();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is in flight and nothing waits. */
    void awaitEmpty() {
        lock.lock();
        try {
            while (backlog.size() > 0 || !share.isEmpty()) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is in flight and nothing waits, and takes no more. */
    void end() {
        awaitEmpty();
        share.leave();
    }

    /** The answer that says that it is done. */
    Answer done(Request request) {
        return Answer.of(doneBytes(request));
    }

    /** The answer that says that it failed. */
    Answer error(Request request, int error) {
        return Answer.of(errorBytes(request, error));
    }

    ByteBuffer doneBytes(Request request) {
        var bytes = ByteBuffer.allocate(Framing.MOST_HEADER_BYTES);
        return bytes.limit(framing.putDone(bytes, 0, request.cookie(), request.offset()));
    }

    ByteBuffer errorBytes(Request request, int error) {
        tally.failed();
        var bytes = ByteBuffer.allocate(Framing.MOST_HEADER_BYTES);
        return bytes.limit(framing.putError(bytes, 0, error, request.cookie(), request.offset()));
    }

    /** Something of this client's that waits. */
    private sealed interface Item extends Backlog.Item {
        /** Takes what it needs, if it is there. */
        boolean enter();

        /** Begins, having what it needs. */
        void start();
    }

    private @Nullable Room tryTake(Kind kind, int requests, int wanted, int least) {
        var room = share.tryTake(kind, requests, wanted);
        return room != null || least == wanted ? room : share.tryTake(kind, requests, least);
    }

    /** The lane's wish for memory. */
    private final class Claim implements Item {
        private final int wanted;
        private final int least;
        private @Nullable Room room;

        Claim(int wanted, int least) {
            this.wanted = wanted;
            this.least = least;
        }

        @Override
        public Kind kind() {
            return Kind.LANE;
        }

        @Override
        public boolean enter() {
            room = tryTake(Kind.LANE, 0, wanted, least);
            return room != null;
        }

        @Override
        public void start() {
            // the lane was woken when it was taken out
        }
    }

    /** Work that is done on a thread of its own, and its reply. */
    private final class Job implements Item, Reply, Runnable {
        private final Request request;
        private final int wanted;
        private final int least;
        private final @Nullable Room claimed;
        private final Work work;
        private @Nullable Room room;
        private Answer answer = Answer.NONE;

        Job(Request request, int wanted, int least, @Nullable Room claimed, Work work) {
            this.request = request;
            this.wanted = wanted;
            this.least = least;
            this.claimed = claimed;
            this.work = work;
        }

        @Override
        public Kind kind() {
            return Kind.of(wanted);
        }

        @Override
        public boolean enter() {
            room = tryTake(kind(), 1, wanted, least);
            return room != null;
        }

        @Override
        public void start() {
            try {
                threads.execute(this);
            } catch (RuntimeException | OutOfMemoryError e) {
                work.forget();
                answerWith(error(request, Wire.ENOMEM)); // no thread to be had
            }
        }

        @Override
        public void run() {
            Answer result;
            try {
                result = work.run(room == null ? 0 : room.bytes());
            } catch (Exception | OutOfMemoryError e) {
                result = error(request, Errors.of(e));
            }
            answerWith(result);
        }

        private void answerWith(Answer result) {
            answer = result;
            if (result == Answer.NONE) {
                leave();
            } else {
                outbox.finish(this);
            }
        }

        @Override
        public ByteBuffer[] bytes() {
            return answer.bytes();
        }

        @Override
        public void done() {
            answer.release().run();
            leave();
        }

        private void leave() {
            if (claimed != null) {
                Background.this.leave(claimed);
            }
            if (room != null) {
                Background.this.leave(room);
            }
        }
    }
}
