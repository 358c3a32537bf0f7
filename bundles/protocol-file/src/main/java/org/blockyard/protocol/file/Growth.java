package org.blockyard.protocol.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.PosixException;

/**
 * Changes a file's length, giving space to what is new as asked. What fails leaves the old length.
 */
final class Growth {
    private static final int PIECE = 1 << 20;
    private static final int PAGE = 4096;

    private final HostFile file;
    private final Progress progress;

    Growth(HostFile file, Progress progress) {
        this.file = file;
        this.progress = progress;
    }

    void resize(long old, long length, Preallocation preallocation) throws IOException {
        if (length < old && preallocation != Preallocation.OFF) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "Preallocation can't be used for shrinking files");
        }
        try {
            change(old, length, preallocation);
        } catch (PosixException failure) {
            takeBack(old);
            throw Failures.of(failure).prefix("Could not resize file: ");
        } catch (IOException failure) {
            takeBack(old);
            throw failure;
        }
    }

    private void change(long old, long length, Preallocation preallocation) throws IOException {
        switch (preallocation) {
            case OFF -> file.truncate(length);
            case FALLOC -> allocate(old, length);
            case FULL -> writeZeroes(old, length);
            case METADATA ->
                    throw new BlockException(
                            ErrorKind.UNSUPPORTED, "Unsupported preallocation mode: metadata");
        }
    }

    private void allocate(long old, long length) throws IOException {
        if (length > old) {
            file.allocate(old, length - old);
        }
        file.truncate(length);
    }

    private void writeZeroes(long old, long length) throws IOException {
        file.truncate(length);
        try (var arena = Arena.ofConfined()) {
            var zeroes = arena.allocate(PIECE, PAGE).asByteBuffer();
            for (long at = old; at < length; at += zeroes.limit()) {
                zeroes.clear().limit((int) Math.min(PIECE - at % PAGE, length - at));
                file.write(at, zeroes);
                progress.update(at - old, length - old);
            }
        }
        file.syncData();
    }

    private void takeBack(long old) {
        try {
            file.truncate(old);
        } catch (PosixException ignored) {
            // the first failure is the one to tell
        }
    }
}
