package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.graph.Lane;

/**
 * The flushes of one client. One is under way at a time; those that come meanwhile are all done by
 * the next, which begins after they came. So however many there are, they keep one thread.
 */
final class Flushes {
    private final Lane lane;
    private final Background background;
    private final Outbox outbox;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition taken = lock.newCondition();
    private List<Request> waiting = new ArrayList<>();
    private boolean running;

    Flushes(Lane lane, Background background, Outbox outbox) {
        this.lane = lane;
        this.background = background;
        this.outbox = outbox;
    }

    /** Has a flush done. It waits only if as many wait already as requests may. */
    void add(Request request) throws IOException {
        if (isFull()) {
            outbox.flushBeforeWaiting();
        }
        if (isToBeStarted(request)) {
            background.submit(request, 0, memory -> run());
        }
    }

    private boolean isFull() {
        lock.lock();
        try {
            return waiting.size() >= Background.MOST_WAITING;
        } finally {
            lock.unlock();
        }
    }

    private boolean isToBeStarted(Request request) {
        lock.lock();
        try {
            while (waiting.size() >= Background.MOST_WAITING) {
                taken.awaitUninterruptibly();
            }
            waiting.add(request);
            boolean start = !running;
            running = true;
            return start;
        } finally {
            lock.unlock();
        }
    }

    private Answer run() throws IOException {
        while (true) {
            var together = takeAll();
            var replies = flush(together);
            if (isOver()) {
                return Answer.of(replies);
            }
            outbox.send(replies);
        }
    }

    private List<Request> takeAll() {
        lock.lock();
        try {
            var all = waiting;
            waiting = new ArrayList<>();
            taken.signalAll();
            return all;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver() {
        lock.lock();
        try {
            running = !waiting.isEmpty();
            return !running;
        } finally {
            lock.unlock();
        }
    }

    private ByteBuffer[] flush(List<Request> together) {
        int error = 0;
        try {
            lane.flush();
        } catch (IOException | RuntimeException e) {
            error = Errors.of(e);
        }
        var replies = new ByteBuffer[together.size()];
        for (int i = 0; i < replies.length; i++) {
            var request = together.get(i);
            replies[i] =
                    error == 0
                            ? background.doneBytes(request)
                            : background.errorBytes(request, error);
        }
        return replies;
    }
}
