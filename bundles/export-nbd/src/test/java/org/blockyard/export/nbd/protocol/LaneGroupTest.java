package org.blockyard.export.nbd.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.blockyard.export.LaneGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Exports of a lane group are served by its threads, apart from all others. */
@Timeout(300)
class LaneGroupTest {
    private static final int SIZE = 16 << 20;

    private final CountDownLatch open = new CountDownLatch(1);
    private final Slow usual = new Slow("usual");
    private final Slow grouped = new Slow("grouped");
    private final Group group = new Group("t");
    private final Harness harness;

    LaneGroupTest() throws IOException {
        harness = new Harness(usual.disk, grouped.disk);
        grouped.disk.laneGroup = Optional.of(group);
    }

    @AfterEach
    void close() throws Exception {
        open.countDown();
        harness.close();
        group.threads.shutdown();
    }

    /** A disk that answers nothing before it may. */
    private final class Slow {
        final TestDisk disk;
        final Semaphore begun = new Semaphore(0);
        final Set<String> threads = ConcurrentHashMap.newKeySet();

        Slow(String name) {
            disk = new TestDisk(name, SIZE);
            disk.lane.atOnce = false;
            disk.lane.before = (call, offset) -> block();
        }

        private void block() {
            threads.add(Thread.currentThread().getName());
            begun.release();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Group implements LaneGroup {
        final ExecutorService threads =
                Executors.newCachedThreadPool(
                        Thread.ofPlatform().daemon().name("t-request-", 0).factory());
        final String name;
        volatile int mostRequests = 64;

        Group(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Executor threads() {
            return threads;
        }

        @Override
        public int mostRequests() {
            return mostRequests;
        }
    }

    private RawClient reading(Slow slow, int reads) throws IOException {
        var client = harness.connect(Framing.SIMPLE, slow.disk.name());
        for (int i = 0; i < reads; i++) {
            client.request(Wire.CMD_READ, 0, i, i * 4096L, 4096);
        }
        return client;
    }

    @Test
    void anExportOfAGroupDoesNotWaitForOthers() throws Exception {
        reading(usual, 100);
        usual.begun.acquire(64);
        assertFalse(usual.begun.tryAcquire(), "more than all may have is under way");
        reading(grouped, 50);
        grouped.begun.acquire(50);
    }

    @Test
    void othersDoNotWaitForAnExportOfAGroup() throws Exception {
        reading(grouped, 100);
        grouped.begun.acquire(64);
        reading(usual, 50);
        usual.begun.acquire(50);
    }

    @Test
    void clientsOfAGroupShareWhatItMayHaveUnderWay() throws Exception {
        group.mostRequests = 10;
        reading(grouped, 50);
        int own = Room.Kind.SMALL.ownRequests;
        grouped.begun.acquire(10 + own);
        reading(grouped, 50);
        grouped.begun.acquire(own);
        assertFalse(grouped.begun.tryAcquire(), "more than the group may have is under way");
    }

    @Test
    void itsThreadsDoTheWork() throws Exception {
        var client = reading(grouped, 1);
        grouped.begun.acquire();
        open.countDown();
        assertEquals(0, client.reply(4096).error());
        assertEquals(Set.of("t-request-0"), grouped.threads);
        assertEquals("t-client", harness.thread(harness.lastConnection()).getName());
    }

    @Test
    void whoComesAfterAMoveIsServedByTheOtherGroup() throws Exception {
        reading(grouped, 1);
        grouped.begun.acquire();
        grouped.disk.laneGroup = Optional.empty();
        reading(grouped, 1);
        grouped.begun.acquire();
        assertEquals(2, grouped.threads.size());
        assertTrue(grouped.threads.contains("t-request-0"));
    }
}
