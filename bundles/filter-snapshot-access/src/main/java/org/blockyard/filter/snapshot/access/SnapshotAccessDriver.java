package org.blockyard.filter.snapshot.access;

import java.io.IOException;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** Shows the moment that a filter keeps as a disk. */
@Provide(services = BlockDriver.class, name = SnapshotAccessDriver.NAME)
public final class SnapshotAccessDriver implements BlockDriver<SnapshotAccessOptions> {
    static final String NAME = "snapshot-access";

    /** Made by the platform. */
    public SnapshotAccessDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    /** A format: what is read from it is not what the node below reads as. */
    @Override
    public DriverKind kind() {
        return DriverKind.FORMAT;
    }

    @Override
    public OptionSchema<SnapshotAccessOptions> options() {
        return OptionSchema.of(SnapshotAccessOptions.class);
    }

    @Override
    public BlockDevice open(SnapshotAccessOptions options, OpenContext context) throws IOException {
        var roles = Set.of(ChildRole.DATA, ChildRole.PRIMARY);
        return new SnapshotAccessDevice(context.child("file", options.file(), roles));
    }
}
