package org.blockyard.protocol.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.SendableRead;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.PosixException;
import org.jspecify.annotations.Nullable;

/**
 * Lends ranges of a file to be sent out of the page cache. Java sends from its own channels only,
 * so the file is opened once more when that is first wanted.
 */
final class SentRanges implements AutoCloseable {
    private final HostFile file;
    private @Nullable FileChannel channel;
    private boolean tried;

    SentRanges(HostFile file) {
        this.file = file;
    }

    /**
     * A range, if it is in memory and in the file: the length of a disk counts whole sectors, that
     * of its file does not.
     */
    Optional<SendableRead> lend(long offset, int length) throws IOException {
        if (!file.isResident(offset, length)) {
            return Optional.empty();
        }
        var from = channel();
        return from == null || from.size() < offset + length
                ? Optional.empty()
                : Optional.of(new Range(from, offset, length));
    }

    private synchronized @Nullable FileChannel channel() {
        if (!tried) {
            tried = true;
            try {
                channel = file.reopen();
            } catch (PosixException failure) {
                // a file that was handed over may not be ours to open; it is read in other ways
            }
        }
        return channel;
    }

    @Override
    public synchronized void close() {
        tried = true;
        try (var last = channel) {
            channel = null;
        } catch (IOException e) {
            // it was only read
        }
    }

    private record Range(FileChannel file, long offset, int length) implements SendableRead {
        @Override
        public int send(int from, WritableByteChannel target) throws IOException {
            long sent = file.transferTo(offset + from, length - from, target);
            if (sent <= 0) {
                throw new BlockException(ErrorKind.IO, "the file ends before what is being sent");
            }
            return (int) sent;
        }

        @Override
        public void close() {
            // the file stays open for as long as its device
        }
    }
}
