package org.blockyard.itest.pax;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.blockyard.driver.Permission;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.UserRequest;

/** Reads a node without a pause until it is closed; a read that fails is remembered. */
final class Readings implements AutoCloseable {
    private final AtomicLong done = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread reader;
    private volatile boolean closed;

    Readings(BlockGraph graph, String node) throws IOException {
        var request =
                new UserRequest(
                        "test",
                        "reader",
                        Set.of(Permission.CONSISTENT_READ),
                        EnumSet.allOf(Permission.class));
        var user = graph.attach(node, request);
        reader =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    var buffer = ByteBuffer.allocateDirect(4096);
                                    try (user;
                                            var lane = user.openLane()) {
                                        while (!closed) {
                                            lane.read(0, buffer.clear());
                                            done.incrementAndGet();
                                        }
                                    } catch (IOException | RuntimeException e) {
                                        failure.set(e);
                                    }
                                });
    }

    /** Waits until it has gone on. */
    void goesOn() throws InterruptedException {
        long until = done.get() + 10;
        while (done.get() < until && reader.isAlive()) {
            reader.join(1);
        }
    }

    /** Ends it; fails if a read failed. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        reader.join();
        if (failure.get() != null) {
            throw new AssertionError("a read failed", failure.get());
        }
    }
}
