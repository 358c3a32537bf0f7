package org.blockyard.kernel.internal.object;

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
            @Option(value = "requests in a batch at most", byDefault = "0", min = 0)
                    long aioMaxBatch,
            @Option(value = "threads kept at least", byDefault = "0", min = 0) long threadPoolMin,
            @Option(value = "threads made at most", byDefault = "64", min = 0)
                    long threadPoolMax) {}

    @Override
    public String name() {
        return "main-loop";
    }

    @Override
    public OptionSchema<Properties> options() {
        return OptionSchema.of(Properties.class);
    }

    @Override
    public Object create(String id, Properties options, Platform platform) throws BlockException {
        if (platform.objects().list().containsValue(name())) {
            throw new BlockException(ErrorKind.EXISTS, "there may be only one main-loop");
        }
        return new Instance(options);
    }

    private static final class Instance extends Settings<Properties> {
        Instance(Properties properties) throws BlockException {
            super(properties);
        }

        @Override
        void check(Properties next) throws BlockException {
            checkThreadPool(next.threadPoolMin(), next.threadPoolMax());
        }
    }
}
