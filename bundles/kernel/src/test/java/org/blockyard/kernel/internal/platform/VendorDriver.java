package org.blockyard.kernel.internal.platform;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.monitor.CommandSet;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.NoOptions;
import org.blockyard.option.OptionSchema;

/**
 * A driver that is loaded by a bundle of its own; it tells of its end through a system property.
 */
public final class VendorDriver
        implements BlockDriver<NoOptions>, BlockDevice, CommandSet, AutoCloseable {
    static final String CLOSED = "blockyard.test.closed";

    @Override
    public String name() {
        return "vendor";
    }

    @Override
    public DriverKind kind() {
        return DriverKind.PROTOCOL;
    }

    @Override
    public OptionSchema<NoOptions> options() {
        return OptionSchema.of(NoOptions.class);
    }

    @Override
    public BlockDevice open(NoOptions options, OpenContext context) {
        return this;
    }

    @Override
    public List<ManagementCommand> commands() {
        return List.of();
    }

    @Override
    public long length() {
        return 512;
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            target.put((byte) 7);
        }
    }

    @Override
    public void close() {
        System.setProperty(CLOSED, "yes");
    }
}
