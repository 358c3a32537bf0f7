package org.blockyard.kernel.internal.object;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.blockyard.export.LaneGroup;
import org.blockyard.io.BlockException;
import org.blockyard.object.ObjectType;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Platform;
import org.blockyard.platform.Provide;

/**
 * The object type {@code iothread}: threads that serve the exports which name it. Nothing is polled
 * here and requests come in batches as clients send them, so that what QEMU has settings for is
 * only kept.
 */
@Provide(services = ObjectType.class, name = "iothread")
public final class IoThread implements ObjectType<IoThread.Properties> {
    /**
     * What the user set.
     *
     * @param pollMaxNs nanoseconds of polling
     * @param pollGrow how polling grows
     * @param pollShrink how polling shrinks
     * @param aioMaxBatch requests in a batch
     * @param threadPoolMin least threads
     * @param threadPoolMax most threads
     */
    public record Properties(
            @Option(value = "nanoseconds to poll at most", byDefault = "32768") long pollMaxNs,
            @Option(value = "how the polling time grows", byDefault = "0") long pollGrow,
            @Option(value = "how the polling time shrinks", byDefault = "0") long pollShrink,
            @Option(value = "requests in a batch at most", byDefault = "0") long aioMaxBatch,
            @Option(value = "threads kept at least", byDefault = "0") long threadPoolMin,
            @Option(value = "threads made at most", byDefault = "64") long threadPoolMax) {}

    @Override
    public String name() {
        return "iothread";
    }

    @Override
    public List<String> ancestors() {
        return List.of("event-loop-base");
    }

    @Override
    public OptionSchema<Properties> options() {
        return OptionSchema.of(Properties.class);
    }

    @Override
    public Object create(String id, Properties options, Platform platform) throws BlockException {
        return new Instance(id, options);
    }

    private static final class Instance extends Settings<Properties>
            implements LaneGroup, AutoCloseable {
        private static final int IDLE_SECONDS = 10;

        private final String id;
        private final ThreadPoolExecutor threads;

        Instance(String id, Properties properties) throws BlockException {
            super(properties);
            this.id = id;
            // what is to run at a time is bounded by who gives it, so that nothing waits in here
            this.threads =
                    new ThreadPoolExecutor(
                            core(properties),
                            Integer.MAX_VALUE,
                            IDLE_SECONDS,
                            TimeUnit.SECONDS,
                            new SynchronousQueue<>(),
                            Thread.ofPlatform().daemon().name(id + "-request-", 0).factory());
        }

        private static int core(Properties properties) {
            return Math.clamp(properties.threadPoolMin(), 0, Integer.MAX_VALUE);
        }

        @Override
        void check(Properties next) throws BlockException {
            requireWhole("poll-max-ns", next.pollMaxNs());
            requireWhole("poll-grow", next.pollGrow());
            requireWhole("poll-shrink", next.pollShrink());
            requireWhole("aio-max-batch", next.aioMaxBatch());
            requireWhole("thread-pool-min", next.threadPoolMin());
            requireWhole("thread-pool-max", next.threadPoolMax());
            checkThreadPool(next.threadPoolMin(), next.threadPoolMax());
        }

        @Override
        void changed(Properties now) {
            threads.setCorePoolSize(core(now));
        }

        @Override
        public String name() {
            return id;
        }

        @Override
        public Executor threads() {
            return threads;
        }

        @Override
        public int mostRequests() {
            return Math.clamp(properties().threadPoolMax(), 1, Integer.MAX_VALUE);
        }

        @Override
        public void close() {
            threads.shutdown();
        }
    }
}
