package org.blockyard.format.raw;

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
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Probing;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** Images without any structure: the disk's bytes are the file's, or a part of them. */
@Provide(services = BlockDriver.class, name = RawDriver.NAME)
public final class RawDriver
        implements BlockDriver<RawOptions>, Creating<RawCreateOptions>, Probing {
    static final String NAME = "raw";

    private static final long SECTOR = 512;

    /** Anything may be raw; every real magic number is surer. */
    private static final int SCORE = 1;

    /** Made by the platform. */
    public RawDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FORMAT;
    }

    @Override
    public OptionSchema<RawOptions> options() {
        return OptionSchema.of(RawOptions.class);
    }

    @Override
    public BlockDevice open(RawOptions options, OpenContext context) throws IOException {
        boolean part = options.offset() > 0 || options.size().isPresent();
        var role = part ? ChildRole.DATA : ChildRole.FILTERED;
        var file = context.child("file", options.file(), Set.of(role, ChildRole.PRIMARY));
        return new RawDevice(file, RawRange.of(options, file.length()));
    }

    @Override
    public OptionSchema<RawCreateOptions> createOptions() {
        return OptionSchema.of(RawCreateOptions.class);
    }

    @Override
    public void create(RawCreateOptions options, CreateContext context) throws IOException {
        if (options.size() > Long.MAX_VALUE - SECTOR) {
            throw new BlockException(ErrorKind.OUT_OF_RANGE, "The image size is too large");
        }
        var file =
                context.target("file", options.file(), Set.of(ChildRole.DATA, ChildRole.PRIMARY));
        long length = (options.size() + SECTOR - 1) & -SECTOR;
        file.resize(length, options.preallocation().orElse(Preallocation.OFF), false);
    }

    @Override
    public int probe(ByteBuffer prefix, Optional<String> fileName) {
        return SCORE;
    }
}
