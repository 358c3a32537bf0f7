package org.blockyard.filter.preallocate;

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

/** Lets a file grow in large steps, where a format above it would have it grow in small ones. */
@Provide(services = BlockDriver.class, name = PreallocateDriver.NAME)
public final class PreallocateDriver implements BlockDriver<PreallocateOptions> {
    static final String NAME = "preallocate";

    private static final int SECTOR = 512;

    /** Made by the platform. */
    public PreallocateDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FILTER;
    }

    @Override
    public OptionSchema<PreallocateOptions> options() {
        return OptionSchema.of(PreallocateOptions.class);
    }

    @Override
    public BlockDevice open(PreallocateOptions options, OpenContext context) throws IOException {
        var file =
                context.child(
                        "file", options.file(), Set.of(ChildRole.FILTERED, ChildRole.PRIMARY));
        check(options, file);
        boolean grows = !context.readOnly() && !context.inactive();
        return new PreallocateDevice(
                file,
                new Growth(file, options.preallocAlign(), options.preallocSize()),
                grows,
                context.log());
    }

    private static void check(PreallocateOptions options, Child file) throws BlockException {
        long align = options.preallocAlign();
        if (align == 0 || align % SECTOR != 0) {
            throw wrong(SECTOR + "");
        }
        if (align % file.limits().requestAlignment() != 0) {
            throw wrong(
                    "underlying node request alignment (" + file.limits().requestAlignment() + ")");
        }
    }

    private static BlockException wrong(String what) {
        return new BlockException(
                ErrorKind.INVALID_OPTION,
                "prealloc-align parameter of preallocate filter is not aligned to " + what);
    }
}
