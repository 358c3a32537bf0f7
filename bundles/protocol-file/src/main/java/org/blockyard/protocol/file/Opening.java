package org.blockyard.protocol.file;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import org.blockyard.driver.OpenContext;
import org.blockyard.io.BlockException;
import org.blockyard.io.Errno;
import org.blockyard.io.ErrorKind;
import org.blockyard.posix.FileStatus;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.OpenFlag;
import org.blockyard.posix.Posix;
import org.blockyard.posix.PosixException;

/** Opens a file as its options and the node ask. */
final class Opening {
    private final String driver;
    private final boolean device;
    private final FileOptions options;
    private final OpenContext context;

    /**
     * An opening for one driver.
     *
     * @param driver its name, for messages
     * @param device whether it opens devices rather than files
     */
    Opening(String driver, boolean device, FileOptions options, OpenContext context) {
        this.driver = driver;
        this.device = device;
        this.options = options;
        this.context = context;
    }

    FileDevice open() throws IOException {
        checkOptions();
        var handed = context.handedOver().flatMap(state -> HandedFile.of(driver, state));
        if (handed.isPresent() && fits(handed.get())) {
            return takeOver(handed.get());
        }
        boolean writable = !context.readOnly();
        HostFile file;
        try {
            file = openFile(writable);
        } catch (PosixException failure) {
            if (!writable || !context.autoReadOnly() || !forbidsWriting(failure)) {
                throw opening(failure);
            }
            file = openReadOnly();
            writable = false;
        }
        context.scope().own(file);
        return device(file, writable, locks(file));
    }

    private boolean fits(HandedFile handed) {
        boolean mode =
                handed.writable()
                        ? !context.readOnly()
                        : context.readOnly() || context.autoReadOnly();
        return mode
                && handed.path().equals(options.filename())
                && handed.direct() == context.cacheDirect();
    }

    /** Goes on with the file that the instance before has open; its locks were never given up. */
    private FileDevice takeOver(HandedFile handed) throws IOException {
        HostFile file;
        try {
            file = context.scope().own(Posix.duplicate(handed.descriptor()));
        } catch (PosixException failure) {
            throw opening(failure);
        }
        if (!handed.writable() && !context.readOnly()) {
            context.openedReadOnly();
        }
        var locks = locks(file);
        locks.takeOver(handed.used(), handed.unshared());
        return device(file, handed.writable(), locks);
    }

    private void checkOptions() throws BlockException {
        if (options.prManager().isPresent()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "The option 'pr-manager' is not supported yet");
        }
        if (options.aio().equals(Optional.of(FileOptions.Aio.NATIVE)) && !context.cacheDirect()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "aio=native was specified, but it requires cache.direct=on, which was not specified.");
        }
    }

    private HostFile openFile(boolean writable) throws PosixException {
        var flags = EnumSet.noneOf(OpenFlag.class);
        if (writable) {
            flags.add(OpenFlag.WRITE);
        }
        if (context.cacheDirect()) {
            flags.add(OpenFlag.DIRECT);
        }
        return Posix.open(options.filename(), flags);
    }

    private HostFile openReadOnly() throws BlockException {
        try {
            var file = openFile(false);
            context.openedReadOnly();
            return file;
        } catch (PosixException failure) {
            throw opening(failure);
        }
    }

    private static boolean forbidsWriting(PosixException failure) {
        return switch (failure.errno()) {
            case Errno.EACCES, Errno.EPERM, Errno.EROFS -> true;
            default -> false;
        };
    }

    private BlockException opening(PosixException failure) {
        if (failure.errno() == Errno.EINVAL && context.cacheDirect()) {
            return Failures.opening(options.filename(), failure)
                    .hint("The file system does not support O_DIRECT.");
        }
        return Failures.opening(options.filename(), failure);
    }

    private FileDevice device(HostFile file, boolean writable, ImageLocks locks)
            throws IOException {
        try {
            var status = file.status();
            checkType(status.type());
            var opened =
                    new FileDevice.Opened(
                            driver,
                            options.filename(),
                            device,
                            writable,
                            context.cacheDirect(),
                            !context.noFlush(),
                            context.discard(),
                            context.forceShare(),
                            DirectAlignment.limits(file, status, context.cacheDirect()));
            var aio = new AioUse(file, options, context.cacheDirect(), context.log());
            return new FileDevice(file, opened, locks, aio);
        } catch (PosixException failure) {
            throw opening(failure);
        }
    }

    private void checkType(FileStatus.Type type) throws BlockException {
        boolean isDevice =
                type == FileStatus.Type.BLOCK_DEVICE || type == FileStatus.Type.CHARACTER_DEVICE;
        if (device && !isDevice) {
            throw refused("either a character or block device");
        }
        if (!device && type != FileStatus.Type.REGULAR) {
            throw refused("a regular file");
        }
    }

    private BlockException refused(String what) {
        return new BlockException(
                ErrorKind.INVALID_OPTION,
                "'" + driver + "' driver requires '" + options.filename() + "' to be " + what);
    }

    private ImageLocks locks(HostFile file) throws BlockException {
        boolean wanted =
                switch (options.locking()) {
                    case OFF -> false;
                    case AUTO -> file.canLock();
                    case ON -> true;
                };
        if (wanted && !file.canLock()) {
            fallBack(file);
        }
        return new ImageLocks(file, options.filename(), wanted);
    }

    private void fallBack(HostFile file) throws BlockException {
        try {
            file.lockAsProcess();
        } catch (PosixException failure) {
            throw Failures.of(failure)
                    .prefix("locking=on was given, but the file can't be locked: ");
        }
        context.log().log(
                System.Logger.Level.WARNING,
                "File lock requested but OFD locking syscall is unavailable, falling back"
                        + " to POSIX file locks; locks can be lost unexpectedly");
    }
}
