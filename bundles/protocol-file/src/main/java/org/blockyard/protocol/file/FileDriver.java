package org.blockyard.protocol.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.Creating;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** Images in regular files. */
@Provide(services = BlockDriver.class, name = FileDriver.NAME)
public final class FileDriver extends PathDriver implements Creating<FileCreateOptions> {
    static final String NAME = "file";

    /** Made by the platform. */
    public FileDriver() {
        super(NAME, false);
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
    public void remove(FileCreateOptions options) throws IOException {
        Files.deleteIfExists(Path.of(options.filename()));
    }

    @Override
    public int probePath(String path) {
        return PathNames.SCORE_OF_ANY;
    }
}
