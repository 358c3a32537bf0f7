package org.blockyard.format.kit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.Limits;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.SendableRead;

/**
 * A disk whose blocks are where a format's {@link BlockMap} says. A format extends it with the
 * abilities that it has.
 *
 * <p>Blocks that have their data are read and written in place, by many at once and without waiting
 * where the file can do that. The first write of a block gets space from the map, fills it with
 * what the block was before, and only then maps it. {@link #flush} has the data on stable storage
 * before the tables that name them: after a crash at any moment all that was flushed is there, and
 * no table names what was not written; space may be lost.
 */
public class MappedDisk implements BlockDevice {
    /** So much is lent in one piece. */
    private static final int MOST_LENT = 1 << 30;

    private static final int SECTOR = 512;

    private final BlockMap map;
    private final BlockData data;
    private final boolean bare;
    private final BlockReader reader;
    private final BlockStatus status;
    private final Limits limits;
    private final DiskLock lock = new DiskLock();
    private final Optional<DiskChanges> changes;

    /**
     * A disk.
     *
     * @param writable whether it may be written; a map that is no {@link WritableMap} never is
     */
    protected MappedDisk(
            BlockMap map,
            Backing backing,
            Optional<DataCipher> cipher,
            BufferPool buffers,
            boolean writable) {
        this.map = map;
        this.data = new BlockData(map.file(), cipher, buffers);
        this.bare = backing.never();
        var unpacked = new UnpackedBlocks(map);
        this.reader = new BlockReader(map, data, backing, unpacked);
        this.status = new BlockStatus(map, data);
        this.limits = Limits.NONE.aligned(data.plain() ? map.requestAlignment() : SECTOR, 1);
        this.changes =
                writable && map instanceof WritableMap known
                        ? Optional.of(
                                new DiskChanges(
                                        known, data, backing, reader, unpacked, lock, buffers))
                        : Optional.empty();
    }

    @Override
    public final long length() {
        return map.length();
    }

    @Override
    public Limits limits() {
        return limits;
    }

    /** Whether it was opened for writing. */
    protected final boolean writable() {
        return changes.isPresent();
    }

    /**
     * Refuses modes of preallocation, for formats that give space only to what is written.
     *
     * @throws BlockException UNSUPPORTED, naming the mode
     */
    protected static void requireNone(Preallocation preallocation) throws BlockException {
        if (preallocation != Preallocation.OFF) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "Unsupported preallocation mode '%s'"
                            .formatted(preallocation.name().toLowerCase(Locale.ROOT)));
        }
    }

    /**
     * Told of each range before it changes, by whatever kind of request. May wait. Many threads.
     *
     * @param flags the request's; {@link RequestFlags#UNCHANGED} if the file changes, but not what
     *     the disk reads as
     */
    protected void changing(long offset, long length, RequestFlags flags) throws IOException {}

    /** As {@link #changing} if that needs no waiting; otherwise false, with nothing done. */
    protected boolean tryChanging(long offset, long length, RequestFlags flags) {
        return true;
    }

    private DiskChanges changes() throws BlockException {
        return changes.orElseThrow(
                () ->
                        new BlockException(
                                ErrorKind.READ_ONLY, "the image is open for reading only"));
    }

    @Override
    public final void read(long offset, ByteBuffer target) throws IOException {
        int slot = lock.epochs().enter();
        try {
            reader.read(offset, target);
        } finally {
            lock.epochs().leave(slot);
        }
    }

    @Override
    public final boolean tryRead(long offset, ByteBuffer target) throws IOException {
        int slot = lock.epochs().enter();
        try {
            return reader.tryRead(offset, target);
        } finally {
            lock.epochs().leave(slot);
        }
    }

    @Override
    public final void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        var allowed = changes();
        changing(offset, source.remaining(), flags);
        int slot = lock.epochs().enter();
        try {
            if (flags.has(RequestFlags.COMPRESSED)) {
                allowed.packed().write(offset, source);
            } else {
                allowed.writer().write(offset, source);
            }
        } finally {
            lock.epochs().leave(slot);
        }
    }

    @Override
    public final boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags)
            throws IOException {
        if (changes.isEmpty()
                || flags.has(RequestFlags.COMPRESSED)
                || flags.has(RequestFlags.FUA)
                || !tryChanging(offset, source.remaining(), flags)) {
            return false;
        }
        int slot = lock.epochs().enter();
        try {
            return changes.get().writer().tryWrite(offset, source);
        } finally {
            lock.epochs().leave(slot);
        }
    }

    @Override
    public final boolean writeZeroes(long offset, long length, RequestFlags flags)
            throws IOException {
        var allowed = changes();
        changing(offset, length, flags);
        int slot = lock.epochs().enter();
        try {
            return allowed.zeroes().zero(offset, length, flags);
        } finally {
            lock.epochs().leave(slot);
        }
    }

    @Override
    public final void discard(long offset, long length) throws IOException {
        var allowed = changes();
        changing(offset, length, RequestFlags.NONE);
        long step = (long) map.blockSize() * GivenUp.MOST / 2;
        for (long done = 0; done < length; done += step) {
            int slot = lock.epochs().enter();
            try {
                allowed.zeroes().discard(offset + done, Math.min(step, length - done));
            } finally {
                lock.epochs().leave(slot);
            }
            if (length > step) {
                flush();
            }
        }
    }

    @Override
    public final boolean copyFrom(FilePlace source, long offset, RequestFlags flags)
            throws IOException {
        var allowed = changes();
        changing(offset, source.length(), flags);
        int slot = lock.epochs().enter();
        try {
            return allowed.writer().copy(source, offset);
        } finally {
            lock.epochs().leave(slot);
        }
    }

    @Override
    public final void flush() throws IOException {
        if (changes.isPresent()) {
            changes.get().flushes().run();
        }
    }

    @Override
    public final Extent status(long offset, long length) throws IOException {
        return status.at(offset, length);
    }

    @Override
    public final Optional<Extent> tryStatus(long offset, long length) throws IOException {
        return status.tryAt(offset, length);
    }

    @Override
    public final Optional<MappedRead> tryMap(long offset, int length) throws IOException {
        return tryMap(reader::tryMap, offset, length);
    }

    @Override
    public final Optional<MappedRead> tryMapSome(long offset, int length) throws IOException {
        return tryMap(reader::tryMapSome, offset, length);
    }

    /** A way to lend a range. */
    private interface Lending<T> {
        Optional<T> lend(long offset, int length) throws IOException;
    }

    private Optional<MappedRead> tryMap(Lending<MappedRead> how, long offset, int length)
            throws IOException {
        int slot = lock.epochs().enter();
        Optional<MappedRead> mapped = Optional.empty();
        try {
            mapped = how.lend(offset, length);
            return mapped.map(bytes -> new BracketedMap(bytes, lock.epochs(), slot));
        } finally {
            if (mapped.isEmpty()) {
                lock.epochs().leave(slot);
            }
        }
    }

    @Override
    public final Optional<LentPlace> lendPlace(long offset, long length) throws IOException {
        return lend(reader::lendPlace, offset, (int) Math.min(length, MOST_LENT));
    }

    @Override
    public final Optional<LentPlace> tryLendPlace(long offset, int length) throws IOException {
        return lend(reader::tryLendPlace, offset, length);
    }

    private Optional<LentPlace> lend(Lending<LentPlace> how, long offset, int length)
            throws IOException {
        int slot = lock.epochs().enter();
        Optional<LentPlace> lent = Optional.empty();
        try {
            lent = how.lend(offset, length);
            return lent.map(
                    inner ->
                            LentPlace.within(
                                    inner, inner.place(), () -> lock.epochs().leave(slot)));
        } finally {
            if (lent.isEmpty()) {
                lock.epochs().leave(slot);
            }
        }
    }

    @Override
    public final Optional<SendableRead> trySendable(long offset, int length) throws IOException {
        return reader.trySendable(offset, length);
    }

    /**
     * What makes the image smaller where it is.
     *
     * @param movable the disk's map
     * @throws BlockException of kind {@code READ_ONLY} if it is open for reading only
     */
    protected final Compaction compaction(MovableMap movable, Progress progress)
            throws IOException {
        var flushes = changes().flushes();
        changing(0, 0, RequestFlags.UNCHANGED);
        return new Compaction(movable, data, lock, flushes, bare, progress);
    }

    /** Flushes, and lets the map end what it began; once. */
    @Override
    public void close() throws IOException {
        if (changes.isPresent()) {
            flush();
            changes.get().map().close();
        }
    }
}
