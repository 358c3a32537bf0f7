package org.blockyard.format.bochs;

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

/** The driver of Bochs' growing images, which are only read. */
@Provide(services = BlockDriver.class, name = BochsDriver.NAME)
public final class BochsDriver implements BlockDriver<BochsOptions>, Probing {
    static final String NAME = "bochs";

    /** Made by the platform. */
    public BochsDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FORMAT;
    }

    @Override
    public OptionSchema<BochsOptions> options() {
        return OptionSchema.of(BochsOptions.class);
    }

    @Override
    public BlockDevice open(BochsOptions options, OpenContext context) throws IOException {
        context.openedReadOnly();
        var child =
                context.child(
                        "file",
                        options.file(),
                        Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY));
        var file = new ImageFile(child);
        var header = BochsHeader.read(file.read(0, BochsHeader.LENGTH));
        var catalog = file.read(header.catalogOffset(), header.catalogLength());
        return new BochsDevice(file, header, Catalog.of(catalog));
    }

    @Override
    public int probe(ByteBuffer prefix, Optional<String> fileName) {
        return BochsHeader.isBochs(prefix) ? CERTAIN : NO;
    }
}
