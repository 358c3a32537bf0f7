package org.blockyard.protocol.file;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import org.blockyard.driver.Permission;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.OpenFlag;
import org.blockyard.posix.Posix;
import org.blockyard.posix.PosixException;

/**
 * Makes a device ready for a new image, unless somebody uses it: nothing that was there must be
 * taken for an image's beginning.
 */
final class DeviceClearing {
    private static final int SECTOR = 512;

    private final DeviceCreateOptions options;

    DeviceClearing(DeviceCreateOptions options) {
        this.options = options;
    }

    void clear() throws BlockException {
        try (var file = Posix.open(options.filename(), EnumSet.of(OpenFlag.WRITE))) {
            clear(file);
        } catch (PosixException failure) {
            throw Failures.of(failure).prefix("Could not create '" + options.filename() + "': ");
        }
    }

    private void clear(HostFile file) throws BlockException, PosixException {
        var locks = new ImageLocks(file, options.filename(), file.canLock());
        locks.prepare(
                EnumSet.of(Permission.WRITE), EnumSet.complementOf(EnumSet.of(Permission.RESIZE)));
        locks.commit();
        long length = file.length();
        if (options.size() > length) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "Cannot grow device files");
        }
        file.write(0, ByteBuffer.allocate((int) Math.min(SECTOR, length)));
    }
}
