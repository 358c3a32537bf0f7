package org.blockyard.protocol.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.PosixException;
import org.junit.jupiter.api.Test;

class WriteBehindTest {
    private static final long SPAN = WriteBehind.SPAN;

    private final BlockingQueue<List<Long>> begun = new LinkedBlockingQueue<>();

    private interface Begin {
        void run() throws Exception;
    }

    private HostFile file(Begin way) {
        return (HostFile)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {HostFile.class},
                        (proxy, method, arguments) -> {
                            assertEquals("beginSync", method.getName());
                            begun.add(List.of((Long) arguments[0], (Long) arguments[1]));
                            way.run();
                            return null;
                        });
    }

    @Test
    void writesWhatWasCopiedOnceItIsMuch() throws Exception {
        try (var behind = new WriteBehind(file(() -> {}))) {
            behind.copied(SPAN, SPAN / 2);
            behind.copied(0, SPAN / 2 - 1);
            assertTrue(begun.isEmpty());
            behind.copied(SPAN * 3 / 2, 1);
            assertEquals(List.of(0L, SPAN * 3 / 2 + 1), begun.take());
        }
    }

    @Test
    void copyingGoesOnMeanwhileAndIsWrittenAfterwards() throws Exception {
        var room = new CountDownLatch(1);
        try (var behind = new WriteBehind(file(room::await))) {
            behind.copied(0, SPAN);
            assertEquals(List.of(0L, SPAN), begun.take());
            behind.copied(SPAN, SPAN);
            behind.copied(2 * SPAN, SPAN);
            room.countDown();
            assertEquals(List.of(SPAN, 2 * SPAN), begun.take());
        }
    }

    @Test
    void isNotTriedAgainWhereItFailed() throws Exception {
        var behind =
                new WriteBehind(
                        file(
                                () -> {
                                    throw PosixException.unsupported("sync_file_range");
                                }));
        behind.copied(0, SPAN);
        begun.take();
        behind.copied(SPAN, SPAN);
        behind.close();
        assertTrue(begun.isEmpty());
    }

    @Test
    void closingWaitsUntilTheFileIsNotUsed() throws Exception {
        var room = new CountDownLatch(1);
        var behind = new WriteBehind(file(room::await));
        behind.copied(0, SPAN);
        begun.take();
        var closing = Thread.ofVirtual().start(behind::close);
        while (closing.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        room.countDown();
        closing.join();
        behind.copied(SPAN, SPAN);
        assertTrue(begun.isEmpty());
    }
}
