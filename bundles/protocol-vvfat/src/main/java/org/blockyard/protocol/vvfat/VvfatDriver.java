package org.blockyard.protocol.vvfat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.FileNames;
import org.blockyard.driver.OpenContext;
import org.blockyard.io.BlockException;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** Shows a folder of the host as a disk with a FAT file system. */
@Provide(services = BlockDriver.class, name = VvfatDriver.NAME)
public final class VvfatDriver implements BlockDriver<VvfatOptions>, FileNames {
    static final String NAME = "vvfat";

    /** Made by the platform. */
    public VvfatDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.PROTOCOL;
    }

    @Override
    public OptionSchema<VvfatOptions> options() {
        return OptionSchema.of(VvfatOptions.class);
    }

    @Override
    public BlockDevice open(VvfatOptions options, OpenContext context) throws IOException {
        return new VvfatOpening(options, context).open();
    }

    @Override
    public List<String> prefixes() {
        return List.of(FatFileName.PREFIX);
    }

    @Override
    public Map<String, Object> parse(String fileName) throws BlockException {
        return FatFileName.parse(fileName);
    }

    @Override
    public Optional<String> format(Map<String, Object> options) {
        return FatFileName.format(options);
    }
}
