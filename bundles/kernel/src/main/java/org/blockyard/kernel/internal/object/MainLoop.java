package org.blockyard.kernel.internal.object;

import java.util.List;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.object.ObjectType;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Platform;
import org.blockyard.platform.Provide;

/**
 * The object type {@code main-loop}: accepted so that command lines keep working; there may be one.
 */
@Provide(services = ObjectType.class, name = "main-loop")
public final class MainLoop implements ObjectType<MainLoop.Properties> {
    /**
     * What the user set.
     *
     * @param aioMaxBatch requests in a batch
     * @param threadPoolMin least threads
     * @param threadPoolMax most threads
     */
    public record Properties(
            @Option(value = "requests in a batch at most", byDefault = "0") long aioMaxBatch,
            @Option(value = "threads kept at least", byDefault = "0") long threadPoolMin,
            @Option(value = "threads made at most", byDefault = "64") long threadPoolMax) {}

    @Override
    public String name() {
        return "main-loop";
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
        if (platform.objects().list().containsValue(name())) {
            throw new BlockException(ErrorKind.EXISTS, "only one main-loop instance allowed");
        }
        return new Instance(options);
    }

    private static final class Instance extends Settings<Properties> {
        Instance(Properties properties) throws BlockException {
            super(properties);
        }

        @Override
        void check(Properties next) throws BlockException {
            requireWhole("aio-max-batch", next.aioMaxBatch());
            requireWhole("thread-pool-min", next.threadPoolMin());
            requireWhole("thread-pool-max", next.threadPoolMax());
            checkThreadPool(next.threadPoolMin(), next.threadPoolMax());
        }
    }
}
