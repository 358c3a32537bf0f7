package org.blockyard.format.raw;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.blockyard.driver.BitmapInfo;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.Measurement;
import org.blockyard.driver.Measuring;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Probing;
import org.blockyard.io.BlockException;
import org.blockyard.io.DataChannel;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** Images without any structure: the disk's bytes are the file's, or a part of them. */
@Provide(services = BlockDriver.class, name = RawDriver.NAME)
public final class RawDriver
        implements BlockDriver<RawOptions>, Measuring<RawCreateOptions>, Probing {
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
        long length = length(options);
        var file =
                context.target("file", options.file(), Set.of(ChildRole.DATA, ChildRole.PRIMARY));
        file.resize(length, options.preallocation().orElse(Preallocation.OFF), false);
    }

    private static long length(RawCreateOptions options) throws BlockException {
        if (options.size() > Long.MAX_VALUE - SECTOR) {
            throw new BlockException(ErrorKind.OUT_OF_RANGE, "The image size is too large");
        }
        return (options.size() + SECTOR - 1) & -SECTOR;
    }

    /** Holes may save space, but whether they do is for the file system to say. */
    @Override
    public Measurement measure(
            RawCreateOptions options, Optional<DataChannel> source, List<BitmapInfo> bitmaps)
            throws IOException {
        long length = length(options);
        return new Measurement(length, length, OptionalLong.empty());
    }

    @Override
    public int probe(ByteBuffer prefix, Optional<String> fileName) {
        return SCORE;
    }
}
