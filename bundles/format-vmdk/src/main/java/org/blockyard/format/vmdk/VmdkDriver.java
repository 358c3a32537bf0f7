package org.blockyard.format.vmdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.Creating;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Probing;
import org.blockyard.format.kit.ParentFormat;
import org.blockyard.format.vmdk.internal.layout.ImageStart;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** The driver of VMware's disk images. */
@Provide(services = BlockDriver.class, name = VmdkDriver.NAME)
public final class VmdkDriver
        implements BlockDriver<VmdkOptions>, Creating<VmdkCreateOptions>, Probing {
    static final String NAME = "vmdk";

    /** What parents of its images are. */
    static final ParentFormat PARENTS = new ParentFormat(NAME, "VMDK");

    /** Made by the platform. */
    public VmdkDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FORMAT;
    }

    @Override
    public OptionSchema<VmdkOptions> options() {
        return OptionSchema.of(VmdkOptions.class);
    }

    @Override
    public BlockDevice open(VmdkOptions options, OpenContext context) throws IOException {
        return new VmdkOpening(options, context).open();
    }

    @Override
    public OptionSchema<VmdkCreateOptions> createOptions() {
        return OptionSchema.of(VmdkCreateOptions.class);
    }

    @Override
    public void create(VmdkCreateOptions options, CreateContext context) throws IOException {
        new VmdkCreation(options, context).run();
    }

    @Override
    public int probe(ByteBuffer prefix, Optional<String> fileName) {
        return ImageStart.isImage(prefix) ? CERTAIN : NO;
    }
}
