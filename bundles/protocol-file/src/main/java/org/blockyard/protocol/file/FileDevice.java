package org.blockyard.protocol.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Describable;
import org.blockyard.driver.HandOverState;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.LiveHandOver;
import org.blockyard.driver.Permission;
import org.blockyard.driver.PermissionAware;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.driver.Resizable;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.Limits;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.SendableRead;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.Posix;
import org.blockyard.posix.PosixException;

/**
 * An open file or host device. A write past the end makes a file longer; what lies past its end
 * reads as zeroes.
 */
final class FileDevice
        implements BlockDevice, Resizable, Describable, PermissionAware, LiveHandOver {
    private static final long SECTOR = 512;

    private final HostFile file;
    private final Opened opened;
    private final ImageLocks locks;
    private final AioUse aio;
    private final Extents extents;
    private final SpaceControl space;
    private final AtOnce atOnce;
    private final MappedWindows windows;
    private final SentRanges sent;
    private final DirectTail tail;
    private final SystemCopy copy;
    private final AtomicLong length;
    private volatile boolean cacheLost;
    private volatile Optional<HostFile> handed = Optional.empty();

    /**
     * How it was opened.
     *
     * @param driver the name of the driver that opened it
     * @param path its path
     * @param device whether it is a device, whose length is fixed
     * @param writable whether it may be written
     * @param direct whether the page cache is bypassed
     * @param flushes whether flushes are done
     * @param discards whether discards are passed on
     * @param forceShare whether others' wishes are ignored
     * @param limits what requests must look like
     */
    record Opened(
            String driver,
            String path,
            boolean device,
            boolean writable,
            boolean direct,
            boolean flushes,
            boolean discards,
            boolean forceShare,
            Limits limits) {}

    FileDevice(HostFile file, Opened opened, ImageLocks locks, AioUse aio) throws PosixException {
        this.file = file;
        this.opened = opened;
        this.locks = locks;
        this.aio = aio;
        this.extents = new Extents(file, opened.limits.requestAlignment());
        this.space = new SpaceControl(file, opened.device);
        this.atOnce = new AtOnce(file);
        this.windows = new MappedWindows(file);
        this.sent = new SentRanges(file);
        this.tail = new DirectTail(file, opened.limits.requestAlignment());
        this.copy = new SystemCopy(file, !opened.device && !opened.direct, opened.flushes);
        this.length = new AtomicLong(opened.device ? file.length() : sectors(file.length()));
    }

    /**
     * A file's length counts whole sectors, as in QEMU; the missing end of the last one reads as
     * zeroes.
     */
    private static long sectors(long bytes) {
        return (bytes + SECTOR - 1) & -SECTOR;
    }

    @Override
    public long length() {
        return length.get();
    }

    @Override
    public Limits limits() {
        return opened.limits;
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        try {
            if (opened.direct && tail.concerns(target.remaining())) {
                tail.read(offset, target);
            } else if (!isCached(offset, target)) {
                file.read(offset, target);
            }
            AtOnce.zeroRest(target);
        } catch (PosixException failure) {
            throw Failures.at(offset, failure);
        }
    }

    /**
     * Reads what is in the page cache, for then there is nothing to wait for: only a virtual thread
     * has somebody else wait.
     */
    private boolean isCached(long offset, ByteBuffer target) throws PosixException {
        return !opened.direct
                && Thread.currentThread().isVirtual()
                && atOnce.read(offset, target, length.get());
    }

    @Override
    public boolean tryRead(long offset, ByteBuffer target) throws IOException {
        try {
            return !opened.direct && atOnce.read(offset, target, length.get());
        } catch (PosixException failure) {
            throw Failures.at(offset, failure);
        }
    }

    @Override
    public Optional<MappedRead> tryMap(long offset, int size) {
        return opened.direct || offset + size > length.get()
                ? Optional.empty()
                : windows.lend(offset, size);
    }

    @Override
    public Optional<MappedRead> tryMapSome(long offset, int size) {
        return opened.direct || offset >= length.get()
                ? Optional.empty()
                : windows.lendSome(offset, (int) Math.min(size, length.get() - offset));
    }

    @Override
    public Optional<SendableRead> trySendable(long offset, int size) throws IOException {
        return opened.direct ? Optional.empty() : sent.lend(offset, size);
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        requireWritable();
        long end = offset + source.remaining();
        try {
            if (opened.direct && tail.concerns(source.remaining())) {
                tail.write(offset, source);
            } else {
                file.write(offset, source);
            }
            grownTo(end);
        } catch (PosixException failure) {
            throw Failures.at(offset, failure);
        }
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        if (opened.direct || !opened.writable) {
            return false;
        }
        long end = offset + source.remaining();
        try {
            boolean done = atOnce.write(offset, source);
            if (done) {
                grownTo(end);
            }
            return done;
        } catch (PosixException failure) {
            throw Failures.at(offset, failure);
        }
    }

    @Override
    public Optional<LentPlace> lendPlace(long offset, long size) throws IOException {
        try {
            return copy.lend(offset, size, length.get());
        } catch (PosixException failure) {
            throw Failures.at(offset, failure);
        }
    }

    /**
     * For a read that waits for the disk, where the kernel may wait for it in the reader's stead.
     */
    @Override
    public Optional<LentPlace> tryLendPlace(long offset, int size) {
        return aio.allowsRings() && atOnce.offersReads() && offset + size <= length.get()
                ? copy.tryLend(offset, size)
                : Optional.empty();
    }

    @Override
    public boolean copyFrom(FilePlace source, long offset, RequestFlags flags) throws IOException {
        requireWritable();
        boolean done = copy.from(source, offset);
        if (done) {
            grownTo(offset + source.length());
        }
        return done;
    }

    private void grownTo(long end) {
        if (end > length.get()) {
            length.accumulateAndGet(sectors(end), Math::max);
        }
    }

    private void requireWritable() throws BlockException {
        if (!opened.writable) {
            throw new BlockException(
                    ErrorKind.READ_ONLY, "'" + opened.path + "' is open for reading only");
        }
    }

    @Override
    public boolean writeZeroes(long offset, long size, RequestFlags flags) throws IOException {
        requireWritable();
        try {
            if (offset + size > length.get()) {
                return false;
            }
            return space.zero(offset, size, flags);
        } catch (PosixException failure) {
            throw Failures.at(offset, failure);
        } finally {
            extents.changed();
        }
    }

    @Override
    public void discard(long offset, long size) throws IOException {
        requireWritable();
        if (!opened.discards) {
            return;
        }
        try {
            space.discard(offset, size);
        } catch (PosixException failure) {
            throw Failures.at(offset, failure);
        } finally {
            extents.changed();
        }
    }

    @Override
    public void flush() throws IOException {
        if (!opened.flushes || !opened.writable) {
            return;
        }
        if (cacheLost) {
            throw new BlockException(
                    ErrorKind.IO,
                    "an earlier flush of '"
                            + opened.path
                            + "' failed; what was written before may be lost");
        }
        try {
            file.syncData();
        } catch (PosixException failure) {
            // the system forgets which pages it could not write, so a later success would mean
            // nothing
            cacheLost = !opened.direct;
            throw Failures.of(failure).prefix("Could not flush '" + opened.path + "': ");
        }
    }

    @Override
    public Extent status(long offset, long size) throws IOException {
        if (opened.device) {
            return Extent.data(size);
        }
        try {
            return extents.at(offset, size);
        } catch (PosixException failure) {
            throw Failures.at(offset, failure);
        }
    }

    @Override
    public Optional<Extent> tryStatus(long offset, long size) {
        return opened.device ? Optional.of(Extent.data(size)) : extents.known(offset, size);
    }

    @Override
    public void resize(long newLength, Preallocation preallocation, boolean exact)
            throws IOException {
        requireWritable();
        try {
            if (opened.device) {
                resizeDevice(newLength, preallocation, exact);
            } else {
                new Growth(file, Progress.NONE).resize(file.length(), newLength, preallocation);
                length.set(sectors(newLength));
            }
        } catch (PosixException failure) {
            throw Failures.of(failure);
        } finally {
            extents.changed();
        }
    }

    private void resizeDevice(long newLength, Preallocation preallocation, boolean exact)
            throws IOException {
        if (preallocation != Preallocation.OFF) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "Preallocation mode '"
                            + preallocation.name().toLowerCase(java.util.Locale.ROOT)
                            + "' unsupported for this device");
        }
        long now = file.length();
        length.set(now);
        if (exact && newLength != now) {
            throw new BlockException(ErrorKind.UNSUPPORTED, "Cannot resize device files");
        }
        if (newLength > now) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "Cannot grow device files");
        }
    }

    @Override
    public ImageDescription describe() throws IOException {
        try {
            long allocated = file.status().allocated();
            return new ImageDescription(
                    OptionalInt.empty(),
                    false,
                    false,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    allocated < 0 ? OptionalLong.empty() : OptionalLong.of(allocated),
                    List.of(),
                    Optional.of("file"), // as clients know it; it has no members of its own
                    aio.told(),
                    Optional.of(opened.path));
        } catch (PosixException failure) {
            throw Failures.of(failure);
        }
    }

    @Override
    public void preparePermissions(Set<Permission> wanted, Set<Permission> shared)
            throws BlockException {
        locks.prepare(wanted, opened.forceShare ? Set.of(Permission.values()) : shared);
    }

    @Override
    public void commitPermissions() {
        locks.commit();
    }

    @Override
    public void abortPermissions() {
        locks.abort();
    }

    /** The open file itself: its locks stay held while the instances change. */
    @Override
    public Optional<HandOverState> handOver() throws IOException {
        if (file.descriptor() < 0) {
            return Optional.empty();
        }
        try {
            var kept = Posix.duplicate(file.descriptor());
            handed = Optional.of(kept);
            var how =
                    new HandedFile(
                            kept.descriptor(),
                            opened.path,
                            opened.writable,
                            opened.direct,
                            locks.used(),
                            locks.unshared());
            return Optional.of(how.state(opened.driver));
        } catch (PosixException failure) {
            throw Failures.of(failure);
        }
    }

    @Override
    public void release() {
        handed.ifPresent(HostFile::close);
        handed = Optional.empty();
    }

    @Override
    public void close() {
        sent.close();
        windows.close();
        copy.close();
        file.close();
    }
}
