package org.blockyard.protocol.file;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.FileNames;
import org.blockyard.driver.HandOverState;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.TakingOver;
import org.blockyard.option.OptionSchema;

/** What the drivers of files and devices have in common: disks that a path of the host leads to. */
abstract class PathDriver implements BlockDriver<FileOptions>, FileNames, TakingOver {
    private final String name;
    private final boolean device;

    /**
     * A driver.
     *
     * @param name its name, and the prefix of its file names
     * @param device whether it opens devices rather than files
     */
    PathDriver(String name, boolean device) {
        this.name = name;
        this.device = device;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final DriverKind kind() {
        return DriverKind.PROTOCOL;
    }

    @Override
    public final OptionSchema<FileOptions> options() {
        return OptionSchema.of(FileOptions.class);
    }

    @Override
    public final BlockDevice open(FileOptions options, OpenContext context) throws IOException {
        return new Opening(name, device, options, context).open();
    }

    @Override
    public final boolean takesOver(HandOverState state) {
        return HandedFile.of(name, state).isPresent();
    }

    @Override
    public final List<String> prefixes() {
        return List.of(name);
    }

    @Override
    public final Map<String, Object> parse(String fileName) {
        return PathNames.parse(name, fileName);
    }

    @Override
    public final Optional<String> format(Map<String, Object> options) {
        return PathNames.format(name, options);
    }
}
