package org.blockyard.filter.throttle;

import java.io.IOException;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;
import org.blockyard.throttle.ThrottleGroup;

/** Limits how often and how much a disk is read and written, alone or with others of a group. */
@Provide(services = BlockDriver.class, name = ThrottleDriver.NAME)
public final class ThrottleDriver implements BlockDriver<ThrottleOptions> {
    static final String NAME = "throttle";

    /** Made by the platform. */
    public ThrottleDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FILTER;
    }

    @Override
    public OptionSchema<ThrottleOptions> options() {
        return OptionSchema.of(ThrottleOptions.class);
    }

    @Override
    public BlockDevice open(ThrottleOptions options, OpenContext context) throws IOException {
        var file =
                context.child(
                        "file", options.file(), Set.of(ChildRole.FILTERED, ChildRole.PRIMARY));
        var group =
                context.object(options.throttleGroup(), ThrottleGroup.class)
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.NOT_FOUND,
                                                "Throttle group '"
                                                        + options.throttleGroup()
                                                        + "' does not exist"));
        var member = context.scope().own(group.join());
        return file.compressedUnit().isPresent()
                ? new CompressingThrottleDevice(file, member, file.compressedUnit().getAsInt())
                : new ThrottleDevice(file, member);
    }
}
