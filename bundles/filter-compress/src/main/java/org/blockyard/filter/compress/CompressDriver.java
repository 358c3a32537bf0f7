package org.blockyard.filter.compress;

import java.io.IOException;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** Has all that is written stored compressed, by a format that can do that. */
@Provide(services = BlockDriver.class, name = CompressDriver.NAME)
public final class CompressDriver implements BlockDriver<CompressOptions> {
    static final String NAME = "compress";

    /** Made by the platform. */
    public CompressDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FILTER;
    }

    @Override
    public OptionSchema<CompressOptions> options() {
        return OptionSchema.of(CompressOptions.class);
    }

    @Override
    public BlockDevice open(CompressOptions options, OpenContext context) throws IOException {
        var file =
                context.child(
                        "file", options.file(), Set.of(ChildRole.FILTERED, ChildRole.PRIMARY));
        return new CompressDevice(file, new UnitWrites(file, context.buffers(), unit(file)));
    }

    private static int unit(Child file) throws BlockException {
        int unit =
                file.compressedUnit()
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.UNSUPPORTED,
                                                "Compression is not supported for underlying format: "
                                                        + file.driver()));
        if (unit <= 0 || Integer.bitCount(unit) != 1) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "units of " + unit + " bytes are not compressed here");
        }
        return unit;
    }
}
