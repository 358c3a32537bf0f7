package org.blockyard.format.cloop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Probing;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** The driver of compressed loop images, version 2, which are only read. */
@Provide(services = BlockDriver.class, name = CloopDriver.NAME)
public final class CloopDriver implements BlockDriver<CloopOptions>, Probing {
    static final String NAME = "cloop";

    /** More than raw's, less than a magic number's: the image begins as any script might. */
    private static final int LIKELY = 2;

    /** Made by the platform. */
    public CloopDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FORMAT;
    }

    @Override
    public OptionSchema<CloopOptions> options() {
        return OptionSchema.of(CloopOptions.class);
    }

    @Override
    public BlockDevice open(CloopOptions options, OpenContext context) throws IOException {
        context.openedReadOnly();
        var child =
                context.child(
                        "file",
                        options.file(),
                        Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY));
        var file = new ImageFile(child);
        var header = CloopHeader.read(file.read(0, CloopHeader.LENGTH));
        var blocks = new CompressedBlocks(file, header);
        blocks.check();
        return new CloopDevice(blocks, context.buffers());
    }

    @Override
    public int probe(ByteBuffer prefix, Optional<String> fileName) {
        return CloopHeader.isCloop(prefix) ? LIKELY : NO;
    }
}
