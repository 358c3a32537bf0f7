package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.blockyard.io.BufferPool;
import org.blockyard.io.IoBuffer;

/**
 * Does what may block on other threads and answers out of order. What is in flight is bounded; who
 * hands over more waits. A failure becomes an error reply.
 */
final class Background {
    static final int MOST_REQUESTS = 16;
    private static final int MOST_BYTES = Wire.MAX_PAYLOAD;
    private static final Runnable NOTHING = () -> {};

    /** What is done for a request. */
    interface Work {
        /** Does it and returns the last part of the reply. */
        Answer run() throws IOException;
    }

    /**
     * The last part of a reply.
     *
     * @param bytes what is sent; none if the request is answered by somebody else
     * @param release run when it was sent
     */
    record Answer(ByteBuffer[] bytes, Runnable release) {
        static final Answer NONE = new Answer(new ByteBuffer[0], NOTHING);

        static Answer of(ByteBuffer bytes) {
            return new Answer(new ByteBuffer[] {bytes}, NOTHING);
        }
    }

    private final Framing framing;
    private final Outbox outbox;
    private final BufferPool pool;
    private final Executor threads;
    private final Tally tally;
    private final Gate gate = new Gate(MOST_REQUESTS, MOST_BYTES);

    Background(Framing framing, Outbox outbox, BufferPool pool, Executor threads, Tally tally) {
        this.framing = framing;
        this.outbox = outbox;
        this.pool = pool;
        this.threads = threads;
        this.tally = tally;
    }

    /** Waits for room, with all replies sent that the client may be waiting for. */
    void enter(long bytes) throws IOException {
        outbox.flush();
        gate.enter(bytes);
    }

    /** Gives back what {@link #enter} took where nothing was started. */
    void leave(long bytes) {
        gate.leave(bytes);
    }

    /** Lends memory. */
    IoBuffer lend(int size) throws IOException {
        return pool.lend(size);
    }

    /** Waits for room and starts the work. */
    void submit(Request request, long bytes, Work work) throws IOException {
        enter(bytes);
        start(request, bytes, work);
    }

    /** Starts work for which room was taken. */
    void start(Request request, long bytes, Work work) {
        try {
            threads.execute(() -> perform(request, bytes, work));
        } catch (RuntimeException | OutOfMemoryError e) {
            // no thread to be had: the lane's own must do, other requests of this client wait
            perform(request, bytes, work);
        }
    }

    /** Waits until nothing is in flight. */
    void awaitEmpty() {
        gate.awaitEmpty();
    }

    Answer done(Request request) {
        var bytes = ByteBuffer.allocate(Framing.MOST_HEADER_BYTES);
        return Answer.of(
                bytes.limit(framing.putDone(bytes, 0, request.cookie(), request.offset())));
    }

    Answer error(Request request, int error) {
        tally.failed();
        var bytes = ByteBuffer.allocate(Framing.MOST_HEADER_BYTES);
        return Answer.of(
                bytes.limit(framing.putError(bytes, 0, error, request.cookie(), request.offset())));
    }

    private void perform(Request request, long bytes, Work work) {
        Answer answer;
        try {
            answer = work.run();
        } catch (Exception | OutOfMemoryError e) {
            answer = error(request, Errors.of(e));
        }
        if (answer == Answer.NONE) {
            gate.leave(bytes);
        } else {
            outbox.finish(new Last(answer, bytes));
        }
    }

    private final class Last implements Reply {
        private final Answer answer;
        private final long size;

        Last(Answer answer, long size) {
            this.answer = answer;
            this.size = size;
        }

        @Override
        public ByteBuffer[] bytes() {
            return answer.bytes();
        }

        @Override
        public void done() {
            answer.release().run();
            gate.leave(size);
        }
    }
}
