package org.blockyard.kernel.internal.object;

import java.util.List;
import org.blockyard.io.BlockException;
import org.blockyard.object.ObjectType;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Platform;
import org.blockyard.platform.Provide;

/**
 * The object type {@code iothread}: accepted so that command lines keep working; each client has a
 * lane of its own anyway.
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
        return new Instance(options);
    }

    /** An iothread that is there. */
    public static final class Instance extends Settings<Properties> {
        private Instance(Properties properties) throws BlockException {
            super(properties);
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
    }
}
