package org.blockyard.protocol.file;

import java.io.IOException;
import java.util.EnumSet;
import org.blockyard.driver.Permission;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.posix.FileStatus;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.OpenFlag;
import org.blockyard.posix.Posix;
import org.blockyard.posix.PosixException;

/**
 * Makes a file of the wanted length. One that is there is cut to nothing first, unless somebody
 * uses it.
 */
final class Creation {
    private static final long SECTOR = 512;

    private final FileCreateOptions options;
    private final Progress progress;

    Creation(FileCreateOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    void create() throws IOException {
        if (options.preallocation() == Preallocation.METADATA) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "Unsupported preallocation mode: metadata");
        }
        try (var file =
                Posix.open(options.filename(), EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE))) {
            fill(file);
        } catch (PosixException failure) {
            throw Failures.of(failure).prefix("Could not create '" + options.filename() + "': ");
        }
    }

    private void fill(HostFile file) throws IOException {
        if (file.status().type() != FileStatus.Type.REGULAR) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "'"
                            + FileDriver.NAME
                            + "' driver requires '"
                            + options.filename()
                            + "' to be a regular file");
        }
        var others = EnumSet.complementOf(EnumSet.of(Permission.RESIZE));
        var locks = new ImageLocks(file, options.filename(), file.canLock());
        locks.prepare(EnumSet.of(Permission.WRITE, Permission.RESIZE), others);
        locks.commit();
        file.truncate(0);
        file.adviseLayout(options.nocow(), options.extentSizeHint());
        new Growth(file, progress).resize(0, wholeSectors(), options.preallocation());
    }

    private long wholeSectors() throws BlockException {
        if (options.size() > Long.MAX_VALUE - SECTOR) {
            throw new BlockException(ErrorKind.OUT_OF_RANGE, "The image size is too large");
        }
        return (options.size() + SECTOR - 1) & -SECTOR;
    }
}
