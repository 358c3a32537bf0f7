package org.blockyard.protocol.file;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.PosixException;

/**
 * Copies from and to a regular file by the operating system. Any failure is a no: writing the bytes
 * in the usual way tells what is wrong.
 */
final class SystemCopy implements AutoCloseable {
    private final HostFile file;
    private final boolean offered;
    private final Optional<WriteBehind> behind;

    /** The system writes a file by one caller at a time, and others would spin until it is free. */
    private final ReentrantLock turn = new ReentrantLock();

    /**
     * @param offered whether it is a file of which the page cache is used
     * @param flushes whether it is flushed, so that what is copied here is bound for the disk
     */
    SystemCopy(HostFile file, boolean offered, boolean flushes) {
        this.file = file;
        this.offered = offered && file.descriptor() >= 0;
        this.behind = flushes ? Optional.of(new WriteBehind(file)) : Optional.empty();
    }

    /** The place of a range of a disk that ends at {@code end}. */
    Optional<LentPlace> lend(long offset, long length, long end) throws PosixException {
        if (!offered) {
            return Optional.empty();
        }
        // the last sector may be the disk's in part only
        long there = offset + length < end ? length : Math.min(length, file.length() - offset);
        return there <= 0
                ? Optional.empty()
                : Optional.of(LentPlace.of(new FilePlace(file.descriptor(), offset, there)));
    }

    /** The place of a range that lies in the disk; its end may lie in no byte of the file. */
    Optional<LentPlace> tryLend(long offset, long length) {
        return offered
                ? Optional.of(LentPlace.of(new FilePlace(file.descriptor(), offset, length)))
                : Optional.empty();
    }

    /** Copies bytes to here. */
    boolean from(FilePlace source, long offset) {
        boolean done = offered && copy(source, offset);
        if (done && behind.isPresent()) {
            behind.get().copied(offset, source.length());
        }
        return done;
    }

    private boolean copy(FilePlace source, long offset) {
        turn.lock();
        try {
            return file.copyFrom(source.descriptor(), source.offset(), offset, source.length())
                    == source.length();
        } catch (PosixException failure) {
            return false;
        } finally {
            turn.unlock();
        }
    }

    /** Returns when the file is not used any more. */
    @Override
    public void close() {
        behind.ifPresent(WriteBehind::close);
    }
}
