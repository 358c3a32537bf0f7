package org.blockyard.filter.blklogwrites;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.driver.Child;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;

/** The disk that holds a log: its structures at their places. */
final class LogDisk {
    private final Child log;
    private final BufferPool buffers;

    LogDisk(Child log, BufferPool buffers) {
        this.log = log;
        this.buffers = buffers;
    }

    private interface Filling {
        void fill(ByteBuffer bytes);
    }

    SuperBlock superBlock() throws IOException {
        return SuperBlock.read(read(0, SuperBlock.length()));
    }

    void superBlock(SuperBlock block) throws IOException {
        writeSector(0, block.sectorSize(), block::write);
    }

    LogEntry entry(long offset) throws IOException {
        return LogEntry.read(read(offset, LogEntry.length()));
    }

    void entry(long offset, int sectorSize, LogEntry entry) throws IOException {
        writeSector(offset, sectorSize, entry::write);
    }

    void data(long offset, ByteBuffer bytes) throws IOException {
        log.write(offset, bytes, RequestFlags.NONE);
    }

    void zeroes(long offset, long length) throws IOException {
        log.writeZeroes(offset, length, RequestFlags.NONE);
    }

    void flush() throws IOException {
        log.flush();
    }

    private ByteBuffer read(long offset, int length) throws IOException {
        if (offset > log.length() - length) {
            throw new BlockException(ErrorKind.INVALID_FORMAT, "the log ends within an entry");
        }
        var bytes = ByteBuffer.allocate(length);
        log.read(offset, bytes);
        return bytes.flip();
    }

    private void writeSector(long offset, int size, Filling filling) throws IOException {
        try (var lent = buffers.lend(size)) {
            var bytes = lent.bytes();
            while (bytes.remaining() >= Long.BYTES) {
                bytes.putLong(0);
            }
            while (bytes.hasRemaining()) {
                bytes.put((byte) 0);
            }
            filling.fill(bytes);
            log.write(offset, bytes.flip(), RequestFlags.NONE);
        }
    }
}
