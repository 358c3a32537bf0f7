package org.blockyard.posix;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The file that tells a daemon's process id. It is owner-only and locked as a whole while the
 * daemon lives, so a second daemon under the same file is refused; closing it removes it.
 */
public final class PidFile implements Closeable {
    private static final int ATTEMPTS = 100;

    private final HostFile file;
    private final Path path;

    private PidFile(HostFile file, Path path) {
        this.file = file;
        this.path = path;
    }

    /**
     * Makes, locks and writes the file.
     *
     * @throws PosixException with {@link ErrorNumber#EAGAIN} if a living process holds it
     */
    public static PidFile create(String path, long pid) throws PosixException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var file =
                    Posix.open(path, Set.of(OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.OWNER_ONLY));
            boolean kept = false;
            try {
                lock(file);
                if (isStillThere(file, path)) {
                    file.truncate(0);
                    file.write(
                            0, ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII)));
                    kept = true;
                    return new PidFile(file, Path.of(path));
                }
            } finally {
                if (!kept) {
                    file.close();
                }
            }
        }
        throw PosixException.of("open", ErrorNumber.EAGAIN);
    }

    private static void lock(HostFile file) throws PosixException {
        if (file.canLock() && !file.lock(0, 0, true)) {
            throw PosixException.of("fcntl", ErrorNumber.EAGAIN);
        }
    }

    /**
     * Whether the name still leads to the file that was locked: its last owner may have removed it
     * in between.
     */
    private static boolean isStillThere(HostFile file, String path) throws PosixException {
        try (var again = Posix.open(path, Set.of())) {
            return again.status().isSameFile(file.status());
        } catch (PosixException failure) {
            if (failure.errno() == ErrorNumber.ENOENT) {
                return false;
            }
            throw failure;
        }
    }

    /** Removes the file. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (java.io.IOException ignored) {
            // somebody else removed its folder or took it away: it tells nothing any more either
            // way
        }
        file.close();
    }
}
