package org.blockyard.posix.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockyard.posix.ErrorNumber;
import org.blockyard.posix.FileStatus;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.IoEngines;
import org.blockyard.posix.MappedRange;
import org.blockyard.posix.OpenFlag;
import org.blockyard.posix.PosixException;

/** A file by its descriptor, through {@link Libc}. */
public final class NativeFile implements HostFile {
    private static final int OWNER_ONLY_MODE = 0600;
    private static final int NEW_FILE_MODE = 0644;

    /** Where the name lies in the memory of a call to open; the error number is before it. */
    private static final int PATH = 8;

    private static final int GET_FLAGS = 3;
    private static final int DUPLICATE_CLOSE_ON_EXEC = 1030;
    private static final int SEEK_END = 2;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int FALLOC_KEEP_SIZE = 1;
    private static final int FALLOC_PUNCH_HOLE = 2;
    private static final int FALLOC_ZERO_RANGE = 16;
    private static final int SYNC_FILE_RANGE_WRITE = 2;
    private static final long TMPFS_MAGIC = 0x0102_1994;

    private final long descriptor;
    private final CallSlots slots = new CallSlots();
    private final Engines engines = new Engines(slots);
    private final Transfers transfers;
    private final Residency residency;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile RangeLock locks = RangeLock.OF_OPEN_FILE;

    private NativeFile(long descriptor, boolean direct) {
        this.descriptor = descriptor;
        this.transfers = new Transfers(descriptor, direct, slots, engines);
        this.residency = new Residency(descriptor);
    }

    /** Links what an open and a lock need. */
    public static void prepare() {
        try {
            new NativeFile(-1, false).unlock(0, 1);
        } catch (PosixException expected) {
            // there is no such descriptor; the way there is what was wanted
        }
        try {
            open("", Set.of());
        } catch (PosixException expected) {
            // nor a file without a name
        }
    }

    /** Opens a file. */
    public static NativeFile open(String path, Set<OpenFlag> flags) throws PosixException {
        if (path.indexOf('\0') >= 0) {
            throw PosixException.of("open", ErrorNumber.ENOENT);
        }
        try (var arena = Arena.ofConfined()) {
            var name = path.getBytes(StandardCharsets.UTF_8);
            var memory = arena.allocate(PATH + name.length + 1, Long.BYTES);
            memory.asByteBuffer().put(PATH, name);
            int mode = flags.contains(OpenFlag.OWNER_ONLY) ? OWNER_ONLY_MODE : NEW_FILE_MODE;
            long descriptor;
            do {
                descriptor =
                        Libc.call(
                                Libc.OPEN,
                                memory,
                                memory.address() + PATH,
                                OpenBits.of(flags),
                                mode,
                                0,
                                0);
            } while ((int) descriptor < 0 && Libc.errno(memory) == ErrorNumber.EINTR);
            if ((int) descriptor < 0) {
                throw PosixException.of("open", Libc.errno(memory));
            }
            return new NativeFile((int) descriptor, flags.contains(OpenFlag.DIRECT));
        }
    }

    /** Another descriptor of the same open file. */
    public static NativeFile duplicate(int descriptor) throws PosixException {
        var open = new NativeFile(descriptor, false);
        try {
            long flags = open.call("fcntl", Libc.FCNTL, GET_FLAGS, 0, 0);
            long copy = open.call("fcntl", Libc.FCNTL, DUPLICATE_CLOSE_ON_EXEC, 0, 0);
            return new NativeFile((int) copy, OpenBits.isDirect(flags));
        } finally {
            open.slots.close();
        }
    }

    @Override
    public int descriptor() {
        return (int) descriptor;
    }

    @Override
    public void use(IoEngines choice) {
        engines.choose(choice);
    }

    @Override
    public boolean hasRing() {
        return engines.hasRing();
    }

    @Override
    public int read(long offset, ByteBuffer target) throws PosixException {
        return transfers.read(offset, target);
    }

    @Override
    public int readNow(long offset, ByteBuffer target) throws PosixException {
        return transfers.readNow(offset, target);
    }

    @Override
    public void write(long offset, ByteBuffer source) throws PosixException {
        transfers.write(offset, source);
    }

    @Override
    public int writeNow(long offset, ByteBuffer source) throws PosixException {
        return transfers.writeNow(offset, source);
    }

    @Override
    public boolean isCached(long offset) {
        return transfers.isCached(offset);
    }

    @Override
    public boolean isInMemory() {
        var slot = slots.take();
        try {
            return Libc.has(Libc.FSTATFS)
                    && Libc.call(Libc.FSTATFS, slot.memory(), descriptor, slot.argument(), 0, 0, 0)
                            == 0
                    && slot.bytes().getLong(CallSlots.ARGUMENT) == TMPFS_MAGIC;
        } finally {
            slots.give(slot);
        }
    }

    /** A rare call: retried when interrupted; its result if it succeeds. */
    private long call(String name, MemorySegment function, long b, long c, long d)
            throws PosixException {
        if (!Libc.has(function)) {
            throw PosixException.unsupported(name);
        }
        var slot = slots.take();
        try {
            while (true) {
                long result = Libc.call(function, slot.memory(), descriptor, b, c, d, 0);
                if (result != -1 && (int) result != -1) {
                    return result;
                }
                int errno = slot.errno();
                if (errno != ErrorNumber.EINTR) {
                    throw PosixException.of(name, errno);
                }
            }
        } finally {
            slots.give(slot);
        }
    }

    @Override
    public long length() throws PosixException {
        return seek(0, SEEK_END);
    }

    @Override
    public void truncate(long length) throws PosixException {
        call("ftruncate", Libc.FTRUNCATE, length, 0, 0);
    }

    @Override
    public void syncData() throws PosixException {
        transfers.syncData();
    }

    @Override
    public void beginSync(long offset, long length) throws PosixException {
        if (Libc.has(Libc.SYNC_FILE_RANGE)) {
            call("sync_file_range", Libc.SYNC_FILE_RANGE, offset, length, SYNC_FILE_RANGE_WRITE);
        }
    }

    @Override
    public void allocate(long offset, long length) throws PosixException {
        call("fallocate", Libc.FALLOCATE, 0, offset, length);
    }

    @Override
    public void punchHole(long offset, long length) throws PosixException {
        call("fallocate", Libc.FALLOCATE, FALLOC_PUNCH_HOLE | FALLOC_KEEP_SIZE, offset, length);
    }

    @Override
    public void zeroRange(long offset, long length) throws PosixException {
        call("fallocate", Libc.FALLOCATE, FALLOC_ZERO_RANGE | FALLOC_KEEP_SIZE, offset, length);
    }

    @Override
    public long copyFrom(int source, long sourceOffset, long offset, long length)
            throws PosixException {
        return RangeCopy.run(source, sourceOffset, descriptor, offset, length);
    }

    @Override
    public long nextData(long offset) throws PosixException {
        return seek(offset, SEEK_DATA);
    }

    @Override
    public long nextHole(long offset) throws PosixException {
        return seek(offset, SEEK_HOLE);
    }

    private long seek(long offset, int whence) throws PosixException {
        try {
            return seekOrFail(offset, whence);
        } catch (PosixException failure) {
            if (failure.errno() == ErrorNumber.ENXIO && whence != SEEK_END) {
                return -1;
            }
            throw failure;
        }
    }

    private long seekOrFail(long offset, int whence) throws PosixException {
        var slot = slots.take();
        try {
            // not through call(): an offset may look like -1 in its lower half
            long at = Libc.call(Libc.LSEEK, slot.memory(), descriptor, offset, whence, 0, 0);
            if (at == -1) {
                throw PosixException.of("lseek", slot.errno());
            }
            return at;
        } finally {
            slots.give(slot);
        }
    }

    @Override
    public FileStatus status() throws PosixException {
        return Statx.of(descriptor);
    }

    @Override
    public boolean canLock() {
        try {
            lockCall(locks.test(), RangeLock.READ, 0, 1);
            return true;
        } catch (PosixException failure) {
            return false;
        }
    }

    @Override
    public void lockAsProcess() throws PosixException {
        lockCall(RangeLock.OF_PROCESS.test(), RangeLock.READ, 0, 1);
        locks = RangeLock.OF_PROCESS;
    }

    @Override
    public boolean lock(long start, long length, boolean exclusive) throws PosixException {
        try {
            lockCall(locks.set(), exclusive ? RangeLock.WRITE : RangeLock.READ, start, length);
            return true;
        } catch (PosixException failure) {
            if (failure.errno() == ErrorNumber.EAGAIN || failure.errno() == ErrorNumber.EACCES) {
                return false;
            }
            throw failure;
        }
    }

    @Override
    public void unlock(long start, long length) throws PosixException {
        lockCall(locks.set(), RangeLock.NONE, start, length);
    }

    @Override
    public boolean isLockedByOthers(long start, long length) throws PosixException {
        return lockCall(locks.test(), RangeLock.WRITE, start, length) != RangeLock.NONE;
    }

    private int lockCall(int command, int type, long start, long length) throws PosixException {
        var slot = slots.take();
        try {
            return RangeLock.call(descriptor, slot, command, type, start, length);
        } finally {
            slots.give(slot);
        }
    }

    @Override
    public void adviseLayout(boolean noCopyOnWrite, long extentSize) {
        LayoutAdvice.give(descriptor, noCopyOnWrite, extentSize);
    }

    @Override
    public void dropCache() throws PosixException {
        JnaCalls.dropCache((int) descriptor);
    }

    @Override
    public MappedRange map(long offset, long length, Arena arena) throws PosixException {
        long address = Mapping.ofFile(descriptor, offset, length);
        return MappedPages.OF_PROCESS.add(address, length, arena);
    }

    @Override
    public boolean isResident(MemorySegment mapped, long offset) {
        var slot = slots.take();
        try {
            return residency.of(mapped, offset, slot);
        } finally {
            slots.give(slot);
        }
    }

    @Override
    public boolean isResident(long offset, long length) {
        var slot = slots.take();
        try {
            return residency.of(offset, length, slot);
        } finally {
            slots.give(slot);
        }
    }

    @Override
    public FileChannel reopen() throws PosixException {
        return ChannelFile.reopen(Path.of("/proc/self/fd/" + descriptor));
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            engines.close();
            var slot = slots.take();
            Libc.call(Libc.CLOSE, slot.memory(), descriptor, 0, 0, 0, 0);
            slots.give(slot);
            slots.close();
        }
    }
}
