package org.blockyard.format.vpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.Creating;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Probing;
import org.blockyard.driver.RecordedChild;
import org.blockyard.format.kit.ParentName;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** The driver of virtual hard disks, version 1.0. */
@Provide(services = BlockDriver.class, name = VpcDriver.NAME)
public final class VpcDriver
        implements BlockDriver<VpcOptions>, Creating<VpcCreateOptions>, Probing {
    static final String NAME = "vpc";

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
        requireParentFormat(options.backingFmt());
        var file = context.target("file", options.file(), FILE);
        var parent =
                options.backingFile().isPresent()
                        ? parent(options, context, file)
                        : ImageDescription.EMPTY;
        new VpcCreation(options, parent).write(file);
    }

    private static ImageDescription parent(
            VpcCreateOptions options, CreateContext context, Child file) throws IOException {
        var name = ParentName.requireFile(options.backingFile().orElseThrow());
        return context.describe(file, new RecordedChild(name, Optional.of(NAME)));
    }

    /** Refuses a parent that is said to be of another format. */
    static void requireParentFormat(Optional<String> format) throws BlockException {
        if (!format.orElse(NAME).equals(NAME)) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "The parent of a vpc image must be a vpc image");
        }
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
