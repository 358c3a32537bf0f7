package org.blockyard.posix.internal;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.blockyard.posix.ErrorNumber;
import org.blockyard.posix.PosixException;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls by io_uring. A thread of its own submits what others ask for, all that came together
 * in one system call, and wakes each when its result is there; it waits for both in the kernel.
 *
 * <p>At most {@link #MOST} calls are in flight; who comes then waits in line.
 */
final class Ring implements DiskCalls {
    /** How many calls are in flight at most. */
    static final int MOST = 128;

    private static final int ENTRIES = 2 * MOST; // a power of two with room for the wake-up
    private static final int WAKE_UP = MOST;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ConcurrentLinkedQueue<Request> asked = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final int batch;
    private final CallSlots slots;
    private final WakeUp wakeUp;
    private final Thread thread;
    private volatile boolean closing;

    // of the ring's thread alone
    private final @Nullable Request[] flying = new Request[MOST];
    private final int[] free = new int[MOST];
    private int freeCount = MOST;
    private boolean listening;

    private static final class Request extends Waiting {
        final DiskCall call;
        final long descriptor;
        final long address;
        final int length;
        final long offset;

        Request(DiskCall call, long descriptor, long address, int length, long offset) {
            this.call = call;
            this.descriptor = descriptor;
            this.address = address;
            this.length = length;
            this.offset = offset;
        }
    }

    /** How the thread's beginning went: 0, or the negative of an error number. */
    private static final class Beginning extends Waiting {}

    /**
     * A ring with its thread.
     *
     * @param slots memory for its calls, which outlives it
     * @param batch how many requests are submitted together at most, or 0 for all that came
     * @throws PosixException if the kernel has none or does not allow it
     */
    Ring(CallSlots slots, int batch) throws PosixException {
        this.batch = batch == 0 ? MOST : Math.min(batch, MOST);
        this.slots = slots;
        for (int i = 0; i < MOST; i++) {
            free[i] = i;
        }
        wakeUp = new WakeUp(slots);
        var beginning = new Beginning();
        // a platform thread: the kernel ties what is in flight to the thread that submitted it
        thread = Thread.ofPlatform().daemon().name("disk-ring").unstarted(() -> run(beginning));
        int errno = start(beginning);
        if (errno != 0) {
            wakeUp.close();
            throw PosixException.of("io_uring_setup", errno);
        }
    }

    private int start(Beginning beginning) {
        try {
            thread.start();
        } catch (OutOfMemoryError noThread) {
            return ErrorNumber.EAGAIN;
        }
        return (int) -beginning.await();
    }

    @Override
    public long call(DiskCall call, long descriptor, long address, long length, long offset) {
        int most =
                (int) Math.min(length, Integer.MAX_VALUE); // the rest as after any short transfer
        var request = new Request(call, descriptor, address, most, offset);
        asked.add(request);
        if (asleep.getAndSet(false)) {
            wakeUp.ring();
        }
        return request.await();
    }

    /** Returns when all that was asked for is done and the thread has ended. Nothing may follow. */
    void close() {
        closing = true;
        wakeUp.ring();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        wakeUp.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Beginning beginning) {
        var slot = slots.take();
        try {
            // by this thread, for the kernel then knows that no other submits
            var queues = new RingQueues(ENTRIES, slot);
            beginning.done(0);
            serve(queues);
            queues.close();
        } catch (PosixException refused) {
            beginning.done(-refused.errno());
        } finally {
            slots.give(slot);
        }
    }

    private void serve(RingQueues queues) {
        RingQueues.Results results = this::finish;
        while (true) {
            submitAsked(queues);
            asleep.set(true);
            boolean nothingToSubmit = asked.isEmpty() || freeCount == 0;
            if (nothingToSubmit && freeCount == MOST && !listening) {
                return;
            }
            int errno = queues.enter(nothingToSubmit);
            asleep.set(false);
            if (queues.drain(results) == 0 && errno != 0 && errno != ErrorNumber.EINTR) {
                LockSupport.parkNanos(PAUSE_NANOS); // the kernel is short of memory
            }
        }
    }

    private void submitAsked(RingQueues queues) {
        if (!listening && !closing) {
            wakeUp.listen(queues, WAKE_UP);
            listening = true;
        }
        for (int i = 0; i < batch && freeCount > 0; i++) {
            var request = asked.poll();
            if (request == null) {
                return;
            }
            int token = free[--freeCount];
            flying[token] = request;
            queues.put(
                    request.call,
                    request.descriptor,
                    request.address,
                    request.length,
                    request.offset,
                    token);
        }
    }

    private void finish(int token, int result) {
        if (token == WAKE_UP) {
            listening = false;
            return;
        }
        var request = flying[token];
        flying[token] = null;
        free[freeCount++] = token;
        if (request != null) {
            request.done(result);
        }
    }
}
