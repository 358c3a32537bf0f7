package org.blockyard.kernel.internal.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class NodeGateTest {
    private static final int DRAINS = 3000;
    private static final int MOST_LENT = 10;
    private static final long LONG = TimeUnit.SECONDS.toNanos(60);

    private final NodeGate gate = new NodeGate();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger lent = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stop;

    @AfterEach
    void end() throws Exception {
        stop = true;
        for (var thread : threads) {
            thread.join();
        }
        assertEquals(0, gate.inFlight());
    }

    private void start(boolean virtual, Runnable work) {
        Runnable loop =
                () -> {
                    while (!stop) {
                        work.run();
                    }
                };
        threads.add(virtual ? Thread.ofVirtual().start(loop) : Thread.ofPlatform().start(loop));
    }

    private void pass() {
        if (gate.tryEnter()) {
            inside.incrementAndGet();
            inside.decrementAndGet();
            gate.leave();
        } else {
            Thread.yield();
        }
    }

    @Test
    void whoWorksForTheHolderPassesAndOthersDoNot() throws Exception {
        var before = Caller.current();
        gate.hold(Thread.currentThread());
        try {
            var within = Caller.current();
            var passed = new ArrayList<Boolean>();
            var other =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        before.run(() -> passed.add(passes()));
                                        within.run(() -> passed.add(passes()));
                                        passed.add(passes());
                                    });
            other.join();
            assertEquals(List.of(false, true, false), passed);
            assertTrue(passes());
        } finally {
            gate.release(Thread.currentThread());
        }
    }

    private boolean passes() {
        if (!gate.enter(0)) {
            return false;
        }
        gate.leave();
        return true;
    }

    private void passWaiting() {
        if (gate.enter(LONG)) {
            inside.incrementAndGet();
            inside.decrementAndGet();
            gate.leave();
        }
    }

    @Test
    void nothingIsInsideOnceItIsQuiet() {
        for (int i = 0; i < 3; i++) {
            start(false, this::pass);
            start(true, this::passWaiting);
        }
        for (int i = 0; i < DRAINS; i++) {
            gate.hold(null);
            assertTrue(gate.awaitQuiet(false, LONG), "somebody is said to be inside for ever");
            for (int look = 0; look < 100; look++) {
                assertEquals(0, inside.get(), "drain " + i);
            }
            gate.release(null);
        }
    }

    @Test
    void leasesAreAwaitedOrNotWhoeverEndsThem() {
        var leases = new LinkedBlockingQueue<NodeGate>();
        for (int i = 0; i < 2; i++) {
            start(false, this::pass);
            start(
                    false,
                    () -> {
                        if (lent.get() < MOST_LENT && gate.tryEnter()) {
                            lent.incrementAndGet();
                            gate.lease();
                            leases.add(gate);
                        } else {
                            Thread.yield();
                        }
                    });
        }
        start(false, () -> endOne(leases));
        for (int i = 0; i < DRAINS; i++) {
            boolean mapped = i % 2 == 0;
            gate.hold(null);
            assertTrue(gate.awaitQuiet(mapped, LONG));
            assertEquals(0, inside.get());
            assertTrue(mapped || lent.get() == 0, "drain " + i);
            gate.release(null);
        }
        stop = true;
        while (threads.stream().anyMatch(Thread::isAlive) || !leases.isEmpty()) {
            endOne(leases);
        }
    }

    private void endOne(LinkedBlockingQueue<NodeGate> leases) {
        var lease = leases.poll();
        if (lease != null) {
            lent.decrementAndGet();
            lease.leaveLease();
        } else {
            Thread.yield();
        }
    }

    @Test
    void theOwnerPassesWhileOthersDrainToo() {
        for (int i = 0; i < 2; i++) {
            start(false, this::pass);
            start(
                    false,
                    () -> {
                        gate.hold(null);
                        gate.awaitQuiet(false, LONG);
                        gate.release(null);
                    });
        }
        var me = Thread.currentThread();
        for (int i = 0; i < DRAINS / 10; i++) {
            gate.hold(me);
            assertTrue(gate.awaitQuiet(false, LONG));
            assertTrue(gate.enter(LONG), "its own requests wait");
            assertEquals(0, inside.get());
            assertTrue(gate.inFlight() >= 1);
            gate.leave();
            gate.release(me);
        }
    }

    @Test
    void holdsNest() {
        gate.hold(null);
        gate.hold(null);
        gate.release(null);
        assertTrue(gate.held());
        assertFalse(gate.tryEnter());
        gate.release(null);
        assertTrue(gate.tryEnter());
        assertEquals(1, gate.inFlight());
        gate.hold(null);
        assertFalse(gate.awaitQuiet(false, 1));
        gate.leave();
        assertTrue(gate.awaitQuiet(false, 1));
        gate.release(null);
    }

    @Test
    void aRefusalFailsThoseThatComeAndEnds() throws Exception {
        var path = new RequestPath("n", gate, new PathCounters());
        gate.refuse(ErrorKind.IO, "no");
        var failure =
                assertThrows(BlockException.class, () -> gate.enter(new NoChannel(path), path));
        assertEquals("no", failure.sentence());
        assertFalse(gate.enter(1));
        gate.accept();
        assertTrue(gate.enter(new NoChannel(path), path));
        gate.leave();
    }

    /** A way that nobody goes. */
    private static final class NoChannel extends NodeChannel {
        NoChannel(RequestPath path) {
            super(path);
        }

        @Override
        protected org.blockyard.io.DataChannel channel(OpenDevice open) {
            return open.device();
        }

        @Override
        protected void beforeWrite(org.blockyard.io.RequestFlags flags, long end) {}

        @Override
        protected boolean mayWrite(org.blockyard.io.RequestFlags flags) {
            return false;
        }

        @Override
        public String nodeName() {
            return "n";
        }

        @Override
        public String fileName() {
            return "";
        }

        @Override
        public long length() {
            return 0;
        }
    }
}
