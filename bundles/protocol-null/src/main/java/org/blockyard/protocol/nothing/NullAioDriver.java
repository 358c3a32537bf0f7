package org.blockyard.protocol.nothing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.FileNames;
import org.blockyard.driver.OpenContext;
import org.blockyard.io.BlockException;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/**
 * A device without a medium, under the name that stands for requests completed later; the same as
 * {@code null-co} here.
 */
@Provide(services = BlockDriver.class, name = NullAioDriver.NAME)
public final class NullAioDriver implements BlockDriver<NullOptions>, FileNames {
    static final String NAME = "null-aio";

    /** Made by the platform. */
    public NullAioDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.PROTOCOL;
    }

    @Override
    public OptionSchema<NullOptions> options() {
        return OptionSchema.of(NullOptions.class);
    }

    @Override
    public BlockDevice open(NullOptions options, OpenContext context) {
        return new NullDevice(options);
    }

    @Override
    public List<String> prefixes() {
        return List.of(NAME);
    }

    @Override
    public Map<String, Object> parse(String fileName) throws BlockException {
        return NullNames.parse(NAME, fileName);
    }

    @Override
    public Optional<String> format(Map<String, Object> options) {
        return Optional.of(NAME + "://");
    }
}
