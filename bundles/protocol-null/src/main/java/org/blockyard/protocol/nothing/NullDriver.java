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
import org.blockyard.io.ErrorKind;
import org.blockyard.option.OptionSchema;

/** Devices without a medium: what the drivers have in common, which is all but the name. */
abstract sealed class NullDriver implements BlockDriver<NullOptions>, FileNames
        permits NullCoDriver, NullAioDriver {
    private final String name;

    NullDriver(String name) {
        this.name = name;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final DriverKind kind() {
        return DriverKind.PROTOCOL;
    }

    @Override
    public final OptionSchema<NullOptions> options() {
        return OptionSchema.of(NullOptions.class);
    }

    @Override
    public final BlockDevice open(NullOptions options, OpenContext context) throws BlockException {
        if (options.latencyNs() < 0) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "latency-ns is invalid");
        }
        return new NullDevice(options);
    }

    @Override
    public final List<String> prefixes() {
        return List.of(name);
    }

    /** There is nothing to name after the slashes. */
    @Override
    public final Map<String, Object> parse(String fileName) throws BlockException {
        if (!fileName.equals(name + "://")) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "The only allowed filename for this driver is '" + name + "://'");
        }
        return Map.of();
    }

    @Override
    public final Optional<String> format(Map<String, Object> options) {
        return options.isEmpty() ? Optional.of(name + "://") : Optional.empty();
    }
}
