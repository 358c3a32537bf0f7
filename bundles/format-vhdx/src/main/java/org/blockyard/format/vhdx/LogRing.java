package org.blockyard.format.vhdx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** The log's bytes, which go on at its start where it ends. */
final class LogRing {
    private static final int PIECE = 1 << 20;

    private final ImageFile file;
    private final Region region;
    private final UUID log;
    private long effort;

    LogRing(ImageFile file, Region region, UUID log) {
        this.file = file;
        this.region = region;
        this.log = log;
        // each entry is looked at once or twice; a log made to take longer is no log
        this.effort = 2 * region.length() + 64L * PIECE;
    }

    long length() {
        return region.length();
    }

    /** The place so many bytes behind another. */
    long behind(long place, long bytes) {
        return (place + bytes) % region.length();
    }

    /** Bytes from a place on, little-endian. */
    ByteBuffer read(long place, int size) throws IOException {
        var bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        int before = (int) Math.min(size, region.length() - place);
        file.read(region.offset() + place, bytes.limit(before));
        if (before < size) {
            file.read(region.offset(), bytes.limit(size));
        }
        return bytes.flip();
    }

    /** The entry at a place, if there is one; its checksum was not looked at. */
    Optional<LogEntry> head(long place) throws IOException {
        return LogEntry.read(read(place, LogEntry.HEAD), place, region, log);
    }

    /** The entry at a place, if there is one and it is whole. */
    Optional<LogEntry> entry(long place) throws IOException {
        var entry = head(place);
        return entry.isPresent() && isWhole(entry.get()) ? entry : Optional.empty();
    }

    /** The first place from one on, before the log's end, where an entry may be. */
    long search(long from) throws IOException {
        for (long at = from; at < region.length(); at += PIECE) {
            int size = (int) Math.min(PIECE, region.length() - at);
            var bytes = read(at, size);
            for (int i = 0; i < size; i += LogEntry.SECTOR) {
                var head = bytes.slice(i, LogEntry.HEAD).order(ByteOrder.LITTLE_ENDIAN);
                if (LogEntry.read(head, at + i, region, log).isPresent()) {
                    return at + i;
                }
            }
        }
        return region.length();
    }

    private boolean isWhole(LogEntry entry) throws IOException {
        effort -= entry.length();
        if (effort < 0) {
            throw new BlockException(
                    ErrorKind.CORRUPT, "the VHDX log is full of entries that are not whole");
        }
        var sum = new CRC32C();
        int expected = 0;
        for (long done = 0; done < entry.length(); done += PIECE) {
            int size = (int) Math.min(PIECE, entry.length() - done);
            var bytes = read(behind(entry.place(), done), size);
            if (done == 0) {
                expected = bytes.getInt(Checksum.AT);
                bytes.putInt(Checksum.AT, 0);
            }
            sum.update(bytes);
        }
        return (int) sum.getValue() == expected;
    }
}
