package org.blockyard.filter.copy.before.write;

import java.io.IOException;
import java.util.Set;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** Keeps the moment at which it is put above a disk, by copying blocks before they change. */
@Provide(services = BlockDriver.class, name = CopyBeforeWriteDriver.NAME)
public final class CopyBeforeWriteDriver implements BlockDriver<CopyBeforeWriteOptions> {
    static final String NAME = "copy-before-write";

    /** Made by the platform. */
    public CopyBeforeWriteDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FILTER;
    }

    @Override
    public OptionSchema<CopyBeforeWriteOptions> options() {
        return OptionSchema.of(CopyBeforeWriteOptions.class);
    }

    @Override
    public BlockDevice open(CopyBeforeWriteOptions options, OpenContext context)
            throws IOException {
        var file =
                context.child(
                        "file", options.file(), Set.of(ChildRole.FILTERED, ChildRole.PRIMARY));
        var target = context.child("target", options.target(), Set.of(ChildRole.DATA));
        requireRoom(file, target);
        var blocks = new Blocks(file.length(), BlockSize.of(target, options.minClusterSize()));
        if (options.bitmap().isPresent()) {
            keepOnly(
                    blocks,
                    context.dirtyBits(
                            options.bitmap().get().node(), options.bitmap().get().name()));
        }
        var copying = new Copying(file, target, context.buffers(), blocks.size());
        var steps = new Steps(blocks, copying, file);
        var guest = new GuestWrites(blocks, steps, options, context.scope());
        context.handedOver().ifPresent(state -> Inheritance.take(state, blocks, steps, guest));
        return new CopyBeforeWriteDevice(file, target, blocks, steps, guest, context.readOnly());
    }

    private static void keepOnly(Blocks blocks, DirtyBits bits) {
        blocks.loseAll();
        for (var run = bits.next(0, bits.length()); run.isPresent(); ) {
            blocks.keep(run.get().offset(), run.get().length());
            run = bits.next(run.get().end(), bits.length());
        }
    }

    private static void requireRoom(Child file, Child target) throws BlockException {
        if (target.length() < file.length()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "The target has "
                            + target.length()
                            + " bytes and cannot hold the "
                            + file.length()
                            + " of the disk");
        }
    }
}
