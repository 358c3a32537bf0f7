package org.blockyard.format.vdi;

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
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** The driver of VirtualBox disk images. */
@Provide(services = BlockDriver.class, name = VdiDriver.NAME)
public final class VdiDriver
        implements BlockDriver<VdiOptions>, Creating<VdiCreateOptions>, Probing {
    static final String NAME = "vdi";

    private static final Set<ChildRole> FILE =
            Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY);

    /** Made by the platform. */
    public VdiDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FORMAT;
    }

    @Override
    public OptionSchema<VdiOptions> options() {
        return OptionSchema.of(VdiOptions.class);
    }

    @Override
    public OptionSchema<VdiCreateOptions> createOptions() {
        return OptionSchema.of(VdiCreateOptions.class);
    }

    @Override
    public int probe(ByteBuffer prefix, Optional<String> fileName) {
        return VdiHeader.isVdi(prefix) ? CERTAIN : NO;
    }

    @Override
    public BlockDevice open(VdiOptions options, OpenContext context) throws IOException {
        var file = new ImageFile(context.child("file", options.file(), FILE));
        var header = VdiHeader.of(file.read(0, VdiHeader.SIZE));
        var backing = backing(options, header, context);
        boolean writable = !context.readOnly() && !context.inactive();
        return new VdiDevice(new VdiMap(file, header), backing, context.buffers(), writable);
    }

    private static Backing backing(VdiOptions options, VdiHeader header, OpenContext context)
            throws IOException {
        if (!header.hasParent()) {
            if (options.backing().isPresent()) {
                throw new BlockException(
                        ErrorKind.INVALID_OPTION, "this VDI image has no parent, so no 'backing'");
            }
            return Backing.none();
        }
        if (options.backing().isEmpty()) {
            var which = header.parentId().isPresent() ? "link" : "parent";
            throw new BlockException(
                            ErrorKind.UNSUPPORTED,
                            "unsupported VDI image (non-NULL %s UUID)".formatted(which))
                    .hint("the image does not say where its parent is: name it as 'backing'");
        }
        var parent =
                context.child(
                        "backing", options.backing(), Optional.empty(), Set.of(ChildRole.COW));
        if (parent.isPresent() && !context.inactive()) {
            VdiParent.require(parent.get(), header);
        }
        return new Backing(parent, true);
    }

    @Override
    public void create(VdiCreateOptions options, CreateContext context) throws IOException {
        new VdiCreation(options).run(context.target("file", options.file(), FILE));
    }
}
