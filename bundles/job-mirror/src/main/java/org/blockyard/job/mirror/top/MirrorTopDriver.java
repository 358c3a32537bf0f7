package org.blockyard.job.mirror.top;

import java.io.IOException;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** The filter that a mirror puts above its source; without a mirror it passes everything on. */
@Provide(services = BlockDriver.class, name = MirrorTopDriver.NAME)
public final class MirrorTopDriver implements BlockDriver<MirrorTopOptions> {
    /** Its name. */
    public static final String NAME = "mirror_top";

    /** The child that is the source. */
    public static final String SOURCE = "backing";

    /**
     * The child that is the target. It is held so that the filter, whose requests may wait for the
     * target's, comes to rest before the target does.
     */
    public static final String TARGET = "target";

    /** Made by the platform. */
    public MirrorTopDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FILTER;
    }

    @Override
    public OptionSchema<MirrorTopOptions> options() {
        return OptionSchema.of(MirrorTopOptions.class);
    }

    @Override
    public BlockDevice open(MirrorTopOptions options, OpenContext context) throws IOException {
        var source =
                context.child(
                        SOURCE, options.backing(), Set.of(ChildRole.FILTERED, ChildRole.PRIMARY));
        context.child(TARGET, options.target(), Set.of(ChildRole.DATA));
        return new MirrorTopDevice(source);
    }
}
