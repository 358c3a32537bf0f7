package org.blockyard.protocol.file;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.Creating;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.FileNames;
import org.blockyard.driver.OpenContext;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** Images in regular files. */
@Provide(services = BlockDriver.class, name = FileDriver.NAME)
public final class FileDriver
        implements BlockDriver<FileOptions>, Creating<FileCreateOptions>, FileNames {
    static final String NAME = "file";

    /** Made by the platform. */
    public FileDriver() {}

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
        return new Opening(NAME, false, options, context).open();
    }

    @Override
    public OptionSchema<FileCreateOptions> createOptions() {
        return OptionSchema.of(FileCreateOptions.class);
    }

    @Override
    public void create(FileCreateOptions options, CreateContext context) throws IOException {
        new Creation(options, context.progress()).create();
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
        return PathNames.SCORE_OF_ANY;
    }

    @Override
    public Optional<String> format(Map<String, Object> options) {
        return PathNames.format(NAME, options);
    }
}
