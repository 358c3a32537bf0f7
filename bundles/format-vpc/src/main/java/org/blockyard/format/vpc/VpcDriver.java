package org.blockyard.format.vpc;

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

/** The driver of virtual hard disks, version 1.0. */
@Provide(services = BlockDriver.class, name = VpcDriver.NAME)
public final class VpcDriver
        implements BlockDriver<VpcOptions>, Creating<VpcCreateOptions>, Probing {
    static final String NAME = "vpc";

    /** What parents of its images are. */
    static final ParentFormat PARENTS = new ParentFormat(NAME, "VHD");

    private static final Set<ChildRole> FILE =
            Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY);

    /** Made by the platform. */
    public VpcDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FORMAT;
    }

    @Override
    public OptionSchema<VpcOptions> options() {
        return OptionSchema.of(VpcOptions.class);
    }

    @Override
    public BlockDevice open(VpcOptions options, OpenContext context) throws IOException {
        return new VpcOpening(options, context).open(context.child("file", options.file(), FILE));
    }

    @Override
    public OptionSchema<VpcCreateOptions> createOptions() {
        return OptionSchema.of(VpcCreateOptions.class);
    }

    @Override
    public void create(VpcCreateOptions options, CreateContext context) throws IOException {
        PARENTS.require(options.backingFmt());
        var file = context.target("file", options.file(), FILE);
        var parent = PARENTS.describe(context, file, options.backingFile());
        new VpcCreation(options, parent).write(file);
    }

    /** A fixed image begins as its disk does, so that only those that grow are known. */
    @Override
    public int probe(ByteBuffer prefix, Optional<String> fileName) {
        return prefix.remaining() >= Long.BYTES
                        && prefix.getLong(prefix.position()) == Footer.COOKIE
                ? CERTAIN
                : NO;
    }
}
