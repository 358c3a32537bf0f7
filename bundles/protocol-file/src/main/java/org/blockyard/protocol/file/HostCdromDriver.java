package org.blockyard.protocol.file;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.FileNames;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Probing;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** CD-ROM drives of the host, with the medium that is in them when they are opened. */
@Provide(services = BlockDriver.class, name = HostCdromDriver.NAME)
public final class HostCdromDriver implements BlockDriver<FileOptions>, FileNames {
    static final String NAME = "host_cdrom";

    /** Made by the platform. */
    public HostCdromDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.PROTOCOL;
    }

    @Override
    public OptionSchema<FileOptions> options() {
        return OptionSchema.of(FileOptions.class);
    }

    @Override
    public BlockDevice open(FileOptions options, OpenContext context) throws IOException {
        return new Opening(NAME, true, options, context).open();
    }

    @Override
    public List<String> prefixes() {
        return List.of(NAME);
    }

    @Override
    public Map<String, Object> parse(String fileName) {
        return PathNames.parse(NAME, fileName);
    }

    @Override
    public int probePath(String path) {
        return DevicePaths.isCdrom(path) ? Probing.CERTAIN : Probing.NO;
    }

    @Override
    public Optional<String> format(Map<String, Object> options) {
        return PathNames.format(NAME, options);
    }
}
