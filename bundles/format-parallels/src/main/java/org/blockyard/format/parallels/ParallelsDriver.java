package org.blockyard.format.parallels;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.Creating;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Probing;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** The driver of Parallels' expandable images. */
@Provide(services = BlockDriver.class, name = ParallelsDriver.NAME)
public final class ParallelsDriver
        implements BlockDriver<ParallelsOptions>, Creating<ParallelsCreateOptions>, Probing {
    static final String NAME = "parallels";

    private static final Set<ChildRole> FILE =
            Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY);

    /** Made by the platform. */
    public ParallelsDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FORMAT;
    }

    @Override
    public OptionSchema<ParallelsOptions> options() {
        return OptionSchema.of(ParallelsOptions.class);
    }

    @Override
    public OptionSchema<ParallelsCreateOptions> createOptions() {
        return OptionSchema.of(ParallelsCreateOptions.class);
    }

    @Override
    public BlockDevice open(ParallelsOptions options, OpenContext context) throws IOException {
        return new ParallelsOpening(options, context)
                .open(context.child("file", options.file(), FILE));
    }

    @Override
    public void create(ParallelsCreateOptions options, CreateContext context) throws IOException {
        var creation = new ParallelsCreation(options);
        creation.run(context.target("file", options.file(), FILE));
    }

    @Override
    public int probe(ByteBuffer prefix, Optional<String> fileName) {
        return ParallelsHeader.isParallels(prefix) ? CERTAIN : NO;
    }
}
