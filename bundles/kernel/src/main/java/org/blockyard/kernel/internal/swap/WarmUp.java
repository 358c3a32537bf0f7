package org.blockyard.kernel.internal.swap;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.blockyard.driver.BlockDevice;
import org.blockyard.io.BufferPool;
import org.blockyard.io.DataChannel;
import org.blockyard.io.RequestFlags;

/** Exercises a device until its hot code is compiled: until rounds get no quicker, or some time. */
final class WarmUp {
    private static final Duration MOST = Duration.ofMillis(400);

    /** Calls in a round: enough for a few rounds to reach the optimising compiler. */
    private static final int ROUND = 2000;

    /** So many rounds without getting quicker are enough. */
    private static final int LEVEL_ROUNDS = 4;

    private final BlockDevice device;
    private final List<Long> offsets;
    private final BufferPool buffers;
    private final int block;

    WarmUp(BlockDevice device, List<Long> offsets, BufferPool buffers) {
        this.device = device;
        this.offsets = offsets;
        this.buffers = buffers;
        this.block = Samples.block(device);
    }

    /** A round of requests. */
    @FunctionalInterface
    private interface Round {
        void run() throws IOException;
    }

    /** Reads and asks for the mapping. */
    void reads(long end) throws IOException {
        var channel = device.openLane();
        try (var buffer = buffers.lend(block)) {
            repeat(
                    end,
                    () -> {
                        for (int i = 0; i < ROUND; i++) {
                            long offset = offsets.get(i % offsets.size());
                            int size = (int) Math.min(block, device.length() - offset);
                            var target = buffer.bytes().clear().limit(size);
                            if (!channel.tryRead(offset, target) || i % 8 == 0) {
                                channel.read(offset, target.clear().limit(size));
                            }
                            if (i % 16 == 0) {
                                channel.status(offset, size);
                            }
                        }
                    });
        } finally {
            Samples.close(device, channel);
        }
    }

    /** Writes, zeroes and flushes; for a device on a copy of the image. */
    void writes(long end) throws IOException {
        var channel = device.openLane();
        try (var buffer = buffers.lend(block)) {
            repeat(end, () -> write(channel, buffer.bytes()));
        } finally {
            Samples.close(device, channel);
        }
    }

    private void write(DataChannel channel, java.nio.ByteBuffer bytes) throws IOException {
        for (int i = 0; i < ROUND / 4; i++) {
            long offset = offsets.get(i % offsets.size());
            int size = (int) Math.min(block, device.length() - offset);
            var source = bytes.clear().limit(size);
            if (!channel.tryWrite(offset, source, RequestFlags.NONE) || i % 8 == 0) {
                channel.write(offset, source.clear().limit(size), RequestFlags.NONE);
            }
            if (i % 128 == 0) {
                channel.flush();
            }
        }
    }

    private void repeat(long end, Round round) throws IOException {
        long now = System.nanoTime();
        // half of what is left, so that warming up never makes a rehearsal late
        long stop = now + Math.min((end - now) / 2, MOST.toNanos());
        if (offsets.isEmpty()) {
            return;
        }
        long best = Long.MAX_VALUE;
        int level = 0;
        while (level < LEVEL_ROUNDS && !Thread.currentThread().isInterrupted()) {
            long began = System.nanoTime();
            round.run();
            now = System.nanoTime();
            long took = now - began;
            level = took < best * 0.95 ? 0 : level + 1;
            best = Math.min(best, took);
            if (now >= stop) {
                return;
            }
        }
    }
}
