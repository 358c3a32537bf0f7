package org.blockyard.filter.blkverify;

import java.io.IOException;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** Does everything with two disks, and fails where they differ: a test of the one by the other. */
@Provide(services = BlockDriver.class, name = VerifyDriver.NAME)
public final class VerifyDriver implements BlockDriver<VerifyOptions> {
    static final String NAME = "blkverify";

    /** Made by the platform. */
    public VerifyDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FILTER;
    }

    @Override
    public OptionSchema<VerifyOptions> options() {
        return OptionSchema.of(VerifyOptions.class);
    }

    @Override
    public BlockDevice open(VerifyOptions options, OpenContext context) throws IOException {
        var raw = context.child("raw", options.raw(), Set.of(ChildRole.DATA, ChildRole.PRIMARY));
        var test = context.child("test", options.test(), Set.of(ChildRole.DATA));
        return new VerifyDevice(test, raw, context.buffers(), !context.inactive(), context.log());
    }
}
