package org.blockyard.format.luks;

import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import org.blockyard.crypto.luks.LuksFormat;
import org.blockyard.crypto.luks.LuksVolume;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.ChildRef;

/** Makes one encrypted disk. */
final class LuksCreation {
    private static final long SECTOR = 512;
    private static final Set<ChildRole> HEADER = Set.of(ChildRole.METADATA);
    private static final Set<ChildRole> DISK = Set.of(ChildRole.DATA, ChildRole.PRIMARY);

    private final LuksCreateOptions options;
    private final LuksFormat format;

    LuksCreation(LuksCreateOptions options) throws BlockException {
        this.options = options;
        this.format = options.format();
        format.suite().checked();
    }

    /** The disk's length, in whole sectors. */
    long size() throws BlockException {
        if (options.size() > Long.MAX_VALUE - SECTOR - format.payloadOffset()) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE, "The requested file size is too large");
        }
        return (options.size() + SECTOR - 1) & -SECTOR;
    }

    /** The length of the file that {@code file} names. */
    long fileSize() throws BlockException {
        if (options.headerAlone()) {
            return format.payloadOffset();
        }
        return options.header().isPresent() ? size() : format.payloadOffset() + size();
    }

    void run(CreateContext context) throws IOException {
        var secret =
                options.keySecret()
                        .orElseThrow(() -> wrong("Parameter 'key-secret' is required for cipher"));
        long size = fileSize();
        refuse();
        var password = context.secret(secret);
        try {
            make(context, size, password);
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private void refuse() throws BlockException {
        if (options.file().isEmpty() && options.header().isEmpty()) {
            throw wrong("Either the parameter 'header' or 'file' must be specified");
        }
        if (options.headerAlone() && options.file().isPresent() == options.header().isPresent()) {
            throw wrong("'detached-header' makes a header alone: give 'file' or 'header' only");
        }
        if (options.header().isPresent()
                && options.file().isEmpty()
                && options.preallocation().orElse(Preallocation.OFF) != Preallocation.OFF) {
            throw wrong("Parameter 'preallocation' requires 'file' to be specified");
        }
    }

    private void make(CreateContext context, long size, byte[] password) throws IOException {
        var how = options.preallocation().orElse(Preallocation.OFF);
        if (options.header().isPresent()) {
            makeHeader(context, options.header().get(), password);
            if (options.file().isPresent()) {
                resize(context.target("file", options.file().get(), DISK), size, how);
            }
        } else if (options.headerAlone()) {
            makeHeader(context, options.file().get(), password);
        } else {
            var file =
                    context.target(
                            "file",
                            options.file().get(),
                            Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY));
            resize(file, size, how);
            LuksVolume.create(new ChildArea(file), format, password);
        }
    }

    private void makeHeader(CreateContext context, ChildRef where, byte[] password)
            throws IOException {
        var header = context.target("header", where, HEADER);
        resize(header, format.payloadOffset(), Preallocation.OFF);
        LuksVolume.createDetached(new ChildArea(header), format, password);
    }

    /** What was there before is cut off first. */
    private static void resize(Child file, long size, Preallocation how) throws IOException {
        if (file.length() > 0) {
            file.resize(0, Preallocation.OFF, false);
        }
        file.resize(size, how, false);
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
