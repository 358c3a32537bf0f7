package org.blockyard.filter.blklogwrites;

import java.io.IOException;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** Logs all that is written, so that each moment of a disk can be had again. */
@Provide(services = BlockDriver.class, name = LogWritesDriver.NAME)
public final class LogWritesDriver implements BlockDriver<LogWritesOptions> {
    static final String NAME = "blklogwrites";

    /** Made by the platform. */
    public LogWritesDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FILTER;
    }

    @Override
    public OptionSchema<LogWritesOptions> options() {
        return OptionSchema.of(LogWritesOptions.class);
    }

    @Override
    public BlockDevice open(LogWritesOptions options, OpenContext context) throws IOException {
        var file =
                context.child(
                        "file", options.file(), Set.of(ChildRole.FILTERED, ChildRole.PRIMARY));
        var log = context.child("log", options.log(), Set.of(ChildRole.DATA, ChildRole.METADATA));
        if (options.logAppend() && options.logSectorSize().isPresent()) {
            throw wrong("log-append and log-sector-size are mutually exclusive");
        }
        if (options.logSuperUpdateInterval() <= 0) {
            throw wrong(
                    "Invalid log superblock update interval " + options.logSuperUpdateInterval());
        }
        var disk = new LogDisk(log, context.buffers());
        long sectorSize = options.logSectorSize().orElse((long) SuperBlock.SECTOR);
        var known = options.logAppend() ? disk.superBlock() : SuperBlock.empty(sectorSize);
        var writer = new LogWriter(disk, known, options.logSuperUpdateInterval());
        if (options.logAppend()) {
            writer.findEnd();
        } else if (!context.readOnly() && !context.inactive()) {
            writer.note();
        }
        return new LogWritesDevice(file, writer);
    }

    static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
