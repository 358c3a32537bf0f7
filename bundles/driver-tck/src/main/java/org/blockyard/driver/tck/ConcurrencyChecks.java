package org.blockyard.driver.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import org.blockyard.driver.tck.internal.OpenDisk;
import org.blockyard.driver.tck.internal.Rule;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;

/** Many at once. */
interface ConcurrencyChecks extends DriverFixture {
    /** Threads that write blocks beside each other do not disturb each other. */
    @Test
    default void manyThreadsDoNotDisturbEachOther() throws Exception {
        try (var bench = new Bench(this)) {
            if (bench.keeps()) {
                together(bench, 4096);
                together(bench, 1000);
            } else {
                readTogether(bench);
            }
        }
    }

    private static void together(Bench bench, int block) throws Exception {
        var fresh = bench.fresh();
        var model = new Model(fresh.content(), false);
        try (var disk = bench.open(fresh)) {
            int blocks = Math.min(256, (int) fresh.size() / block);
            var writers = new ArrayList<Writer>();
            for (int i = 0; i < 8; i++) {
                writers.add(new Writer(disk, i, 8, blocks, block));
            }
            run(writers);
            for (var writer : writers) {
                writer.into(model);
            }
            model.require(Rule.MANY_THREADS, 0, disk.readAll(), "after 8 threads wrote");
            disk.requireConsistent();
        }
    }

    private static void readTogether(Bench bench) throws Exception {
        var fresh = bench.fresh();
        var model = new Model(fresh.content(), false);
        try (var disk = bench.open(fresh)) {
            Runnable all =
                    () -> {
                        try {
                            model.require(Rule.MANY_THREADS, 0, disk.readAll(), "together");
                        } catch (java.io.IOException e) {
                            throw Rule.MANY_THREADS.broken("reading together", e);
                        }
                    };
            run(List.of(all, all, all, all));
        }
    }

    static void run(List<? extends Runnable> tasks) throws Exception {
        var failures = new ConcurrentLinkedQueue<Throwable>();
        var begin = new CyclicBarrier(tasks.size());
        var threads = new ArrayList<Thread>();
        for (var task : tasks) {
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        try {
                                            begin.await();
                                            task.run();
                                        } catch (Exception | AssertionError e) {
                                            failures.add(e);
                                        }
                                    }));
        }
        for (var thread : threads) {
            Rule.MANY_THREADS.require(
                    thread.join(java.time.Duration.ofSeconds(60)), () -> "they wait for ever");
        }
        var first = failures.poll();
        if (first instanceof AssertionError error) {
            throw error;
        } else if (first != null) {
            throw Rule.MANY_THREADS.broken("a request failed", first);
        }
    }

    /** One thread, and the blocks that are its own: every eighth. */
    final class Writer implements Runnable {
        private final OpenDisk disk;
        private final int first;
        private final int step;
        private final int block;
        private final long[] stamps;
        private final Random random;

        Writer(OpenDisk disk, int first, int step, int blocks, int block) {
            this.disk = disk;
            this.first = first;
            this.step = step;
            this.block = block;
            this.stamps = new long[(blocks - first + step - 1) / step];
            this.random = new Random(first);
        }

        private int offset(int index) {
            return (first + index * step) * block;
        }

        @Override
        public void run() {
            try {
                for (int i = 0; i < Chance.rounds(120); i++) {
                    int index = random.nextInt(stamps.length);
                    if (random.nextInt(3) > 0) {
                        long stamp = random.nextLong();
                        disk.write(offset(index), Pattern.of(block, stamp), RequestFlags.NONE);
                        stamps[index] = stamp;
                    } else if (random.nextInt(10) == 0) {
                        disk.lane().flush();
                    } else if (stamps[index] != 0) {
                        var own = new Model(Pattern.of(block, stamps[index]), false);
                        own.require(
                                Rule.MANY_THREADS,
                                0,
                                disk.read(offset(index), block),
                                "its own block at %d, with others at work"
                                        .formatted(offset(index)));
                    }
                }
            } catch (java.io.IOException e) {
                throw Rule.MANY_THREADS.broken("a request failed", e);
            }
        }

        void into(Model model) {
            for (int i = 0; i < stamps.length; i++) {
                if (stamps[i] != 0) {
                    model.write(offset(i), Pattern.of(block, stamps[i]));
                }
            }
        }
    }
}
