package org.blockyard.format.vhdx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Brings what the log holds to its places in the file ([MS-VHDX] 2.3.3): of all unbroken sequences
 * of entries the one with the youngest end, from the entry on that its end names as its tail.
 */
final class LogReplay {
    private final ImageFile file;
    private final LogRing ring;
    private final Optional<LogEntry> head;

    private LogReplay(ImageFile file, LogRing ring, Optional<LogEntry> head) {
        this.file = file;
        this.ring = ring;
        this.head = head;
    }

    /** What there is to be replayed of the log that a header names. */
    static LogReplay of(ImageFile file, Header header, Region region) throws IOException {
        var ring = new LogRing(file, region, header.log());
        return new LogReplay(file, ring, header.logInUse() ? head(ring) : Optional.empty());
    }

    /** Whether there is anything. */
    boolean isNeeded() {
        return head.isPresent();
    }

    private static Optional<LogEntry> head(LogRing ring) throws IOException {
        var youngest = Optional.<LogEntry>empty();
        long at = ring.search(0);
        while (at < ring.length()) {
            var first = ring.entry(at);
            if (first.isEmpty()) {
                at = ring.search(at + LogEntry.SECTOR);
                continue;
            }
            var last = sequence(ring, first.get());
            if (leadsTo(ring, first.get(), last)
                    && youngest.map(e -> e.sequence() < last.sequence()).orElse(true)) {
                youngest = Optional.of(last);
            }
            long next = last.place() + last.length();
            // a sequence that went on at the start has seen all
            at = last.place() < at ? ring.length() : ring.search(next);
        }
        return youngest;
    }

    /** The last entry of the unbroken sequence that an entry begins. */
    private static LogEntry sequence(LogRing ring, LogEntry first) throws IOException {
        var last = first;
        long seen = first.length();
        while (seen < ring.length()) {
            var next = ring.entry(ring.behind(last.place(), last.length()));
            if (next.isEmpty() || next.get().sequence() != last.sequence() + 1) {
                return last;
            }
            last = next.get();
            seen += last.length();
        }
        return last;
    }

    /** Whether the tail of a sequence's last entry is one of its entries. */
    private static boolean leadsTo(LogRing ring, LogEntry first, LogEntry last) throws IOException {
        var entry = first;
        while (entry.place() != last.tail()) {
            if (entry.place() == last.place()) {
                return false;
            }
            entry = following(ring, entry);
        }
        return true;
    }

    private static LogEntry following(LogRing ring, LogEntry entry) throws IOException {
        return ring.head(ring.behind(entry.place(), entry.length()))
                .orElseThrow(() -> broken("an entry is gone"));
    }

    /** Replays it; durable when it returns. */
    void run() throws IOException {
        var last = head.orElseThrow();
        if (file.length() < last.flushedLength()) {
            throw broken(
                    "the file has %d bytes and had %d: it was cut off"
                            .formatted(file.length(), last.flushedLength()));
        }
        var entry = ring.head(last.tail()).orElseThrow(() -> broken("its tail is gone"));
        replay(entry);
        while (entry.place() != last.place()) {
            entry = following(ring, entry);
            replay(entry);
        }
        file.grow(last.lastLength());
        file.flush();
    }

    private void replay(LogEntry entry) throws IOException {
        long sector = entry.sectorsAt();
        for (long i = 0; i < entry.descriptors(); i++) {
            long at = LogEntry.HEAD + i * LogEntry.DESCRIPTOR;
            var descriptor = ring.read(ring.behind(entry.place(), at), LogEntry.DESCRIPTOR);
            if (!LogSector.belongs(descriptor, entry.sequence())) {
                throw broken("a descriptor is not its entry's");
            }
            switch (descriptor.getInt(0)) {
                case LogSector.ZEROES -> zero(descriptor);
                case LogSector.DATA -> {
                    if (sector + LogEntry.SECTOR > entry.length()) {
                        throw broken("an entry has fewer sectors than descriptors");
                    }
                    restore(entry, descriptor, sector);
                    sector += LogEntry.SECTOR;
                }
                default -> throw broken("a descriptor is of no known kind");
            }
        }
    }

    private void zero(ByteBuffer descriptor) throws IOException {
        long offset = LogSector.offset(descriptor);
        // what lies beyond the file's end reads as zeroes anyway
        long length = Math.min(LogSector.zeroes(descriptor), file.length() - offset);
        if (length > 0) {
            file.writeZeroes(offset, length);
        }
    }

    private void restore(LogEntry entry, ByteBuffer descriptor, long at) throws IOException {
        long offset = LogSector.offset(descriptor);
        if (offset % LogEntry.SECTOR != 0 || offset > Region.MOST_FILE) {
            throw broken("a sector is to go to " + offset);
        }
        var sector = ring.read(ring.behind(entry.place(), at), LogEntry.SECTOR);
        if (!LogSector.restore(descriptor, sector, entry.sequence())) {
            throw broken("a sector is not whole");
        }
        file.write(offset, sector);
    }

    private static BlockException broken(String sentence) {
        return new BlockException(ErrorKind.CORRUPT, "the VHDX log can't be replayed: " + sentence);
    }
}
