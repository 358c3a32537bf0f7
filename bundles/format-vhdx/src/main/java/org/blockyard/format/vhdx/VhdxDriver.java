package org.blockyard.format.vhdx;

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
import org.blockyard.format.kit.ParentFormat;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** The driver of Hyper-V's disk images with a log. */
@Provide(services = BlockDriver.class, name = VhdxDriver.NAME)
public final class VhdxDriver
        implements BlockDriver<VhdxOptions>, Creating<VhdxCreateOptions>, Probing {
    static final String NAME = "vhdx";

    /** What parents of its images are. */
    static final ParentFormat PARENTS = new ParentFormat(NAME, "VHDX");

    private static final Set<ChildRole> FILE =
            Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY);

    /** Made by the platform. */
    public VhdxDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FORMAT;
    }

    @Override
    public OptionSchema<VhdxOptions> options() {
        return OptionSchema.of(VhdxOptions.class);
    }

    @Override
    public BlockDevice open(VhdxOptions options, OpenContext context) throws IOException {
        return new VhdxOpening(options, context).open(context.child("file", options.file(), FILE));
    }

    @Override
    public OptionSchema<VhdxCreateOptions> createOptions() {
        return OptionSchema.of(VhdxCreateOptions.class);
    }

    @Override
    public void create(VhdxCreateOptions options, CreateContext context) throws IOException {
        PARENTS.require(options.backingFmt());
        var file = context.target("file", options.file(), FILE);
        var parent = PARENTS.describe(context, file, options.backingFile());
        new VhdxCreation(options, parent).write(file, context.progress());
    }

    @Override
    public int probe(ByteBuffer prefix, Optional<String> fileName) {
        return FileType.begins(prefix) ? CERTAIN : NO;
    }
}
