package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.kernel.internal.fixture.PassDriver;
import org.blockyard.option.OptionSchema;

/** A driver that lets its child be known outside. */
record StealingDriver(AtomicReference<Child> stolen) implements BlockDriver<PassDriver.Options> {
    @Override
    public String name() {
        return "stealing";
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FILTER;
    }

    @Override
    public OptionSchema<PassDriver.Options> options() {
        return OptionSchema.of(PassDriver.Options.class);
    }

    @Override
    public BlockDevice open(PassDriver.Options options, OpenContext context) throws IOException {
        var file =
                context.child("file", options.file(), Set.of(ChildRole.DATA, ChildRole.METADATA));
        stolen.set(file);
        return new BlockDevice() {
            @Override
            public long length() {
                return file.length();
            }

            @Override
            public void read(long offset, ByteBuffer target) throws IOException {
                file.read(offset, target);
            }

            @Override
            public void close() {}
        };
    }
}
