package org.blockyard.posix.internal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.blockyard.posix.ErrorNumber;
import org.blockyard.posix.FileStatus;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.IoEngines;
import org.blockyard.posix.MappedRange;
import org.blockyard.posix.OpenFlag;
import org.blockyard.posix.PosixException;

/**
 * A file by Java's own means, for systems without native calls: no locks, no holes, nothing without
 * waiting.
 */
public final class ChannelFile implements HostFile {
    private final FileChannel channel;
    private final Path path;

    private ChannelFile(FileChannel channel, Path path) {
        this.channel = channel;
        this.path = path;
    }

    /** Opens a file. */
    public static ChannelFile open(String name, Set<OpenFlag> flags) throws PosixException {
        try {
            var path = Path.of(name);
            return new ChannelFile(FileChannel.open(path, options(flags)), path);
        } catch (InvalidPathException failure) {
            throw PosixException.of("open", ErrorNumber.ENOENT);
        } catch (PosixException failure) {
            throw failure;
        } catch (IOException failure) {
            throw translated("open", failure);
        }
    }

    private static Set<OpenOption> options(Set<OpenFlag> flags) throws PosixException {
        var options = new HashSet<OpenOption>(Set.of(StandardOpenOption.READ));
        for (var flag : flags) {
            switch (flag) {
                case WRITE -> options.add(StandardOpenOption.WRITE);
                case CREATE -> options.add(StandardOpenOption.CREATE);
                case EXCLUSIVE -> options.add(StandardOpenOption.CREATE_NEW);
                case DIRECT -> throw PosixException.unsupported("open");
                case OWNER_ONLY -> {
                    // left to the umask: Java's own systems without native calls may have no such
                    // permissions
                }
            }
        }
        return options;
    }

    private static PosixException translated(String call, IOException failure) {
        return switch (failure) {
            case NoSuchFileException missing -> PosixException.of(call, ErrorNumber.ENOENT);
            case AccessDeniedException denied -> PosixException.of(call, ErrorNumber.EACCES);
            case FileAlreadyExistsException exists -> PosixException.of(call, ErrorNumber.EEXIST);
            default ->
                    new PosixException(call, ErrorNumber.EIO, String.valueOf(failure.getMessage()));
        };
    }

    @Override
    public int descriptor() {
        return -1;
    }

    @Override
    public void use(IoEngines choice) {
        // Java's own way is the only one here
    }

    @Override
    public boolean hasRing() {
        return false;
    }

    @Override
    public int read(long offset, ByteBuffer target) throws PosixException {
        try {
            int done = 0;
            while (target.hasRemaining()) {
                int n = channel.read(target, offset + done);
                if (n <= 0) {
                    break;
                }
                done += n;
            }
            return done;
        } catch (IOException failure) {
            throw translated("read", failure);
        }
    }

    @Override
    public int readNow(long offset, ByteBuffer target) {
        return NOT_OFFERED;
    }

    @Override
    public void write(long offset, ByteBuffer source) throws PosixException {
        try {
            long at = offset;
            while (source.hasRemaining()) {
                at += channel.write(source, at);
            }
        } catch (IOException failure) {
            throw translated("write", failure);
        }
    }

    @Override
    public int writeNow(long offset, ByteBuffer source) {
        return NOT_OFFERED;
    }

    @Override
    public long length() throws PosixException {
        try {
            return channel.size();
        } catch (IOException failure) {
            throw translated("size", failure);
        }
    }

    @Override
    public void truncate(long length) throws PosixException {
        try {
            if (length > channel.size()) {
                channel.write(ByteBuffer.allocate(1), length - 1);
            } else {
                channel.truncate(length);
            }
        } catch (IOException failure) {
            throw translated("truncate", failure);
        }
    }

    @Override
    public void syncData() throws PosixException {
        try {
            channel.force(false);
        } catch (IOException failure) {
            throw translated("force", failure);
        }
    }

    @Override
    public void beginSync(long offset, long length) {
        // a hint
    }

    @Override
    public void allocate(long offset, long length) throws PosixException {
        throw PosixException.unsupported("fallocate");
    }

    @Override
    public void punchHole(long offset, long length) throws PosixException {
        throw PosixException.unsupported("fallocate");
    }

    @Override
    public void zeroRange(long offset, long length) throws PosixException {
        throw PosixException.unsupported("fallocate");
    }

    @Override
    public long copyFrom(int source, long sourceOffset, long offset, long length)
            throws PosixException {
        throw PosixException.unsupported("copy_file_range");
    }

    @Override
    public long nextData(long offset) throws PosixException {
        throw PosixException.unsupported("lseek");
    }

    @Override
    public long nextHole(long offset) throws PosixException {
        throw PosixException.unsupported("lseek");
    }

    @Override
    public FileStatus status() throws PosixException {
        try {
            return new FileStatus(
                    type(),
                    0,
                    String.valueOf(path.toRealPath()).hashCode(),
                    channel.size(),
                    -1,
                    0,
                    0);
        } catch (IOException failure) {
            throw translated("stat", failure);
        }
    }

    private FileStatus.Type type() {
        if (Files.isRegularFile(path)) {
            return FileStatus.Type.REGULAR;
        }
        return Files.isDirectory(path) ? FileStatus.Type.DIRECTORY : FileStatus.Type.OTHER;
    }

    @Override
    public boolean canLock() {
        return false;
    }

    @Override
    public void lockAsProcess() throws PosixException {
        throw PosixException.unsupported("fcntl");
    }

    @Override
    public boolean lock(long start, long length, boolean exclusive) throws PosixException {
        throw PosixException.unsupported("fcntl");
    }

    @Override
    public void unlock(long start, long length) throws PosixException {
        throw PosixException.unsupported("fcntl");
    }

    @Override
    public boolean isLockedByOthers(long start, long length) throws PosixException {
        throw PosixException.unsupported("fcntl");
    }

    @Override
    public void adviseLayout(boolean noCopyOnWrite, long extentSize) {
        // a hint
    }

    @Override
    public void dropCache() throws PosixException {
        throw PosixException.unsupported("posix_fadvise");
    }

    @Override
    public MappedRange map(long offset, long length, Arena arena) throws PosixException {
        throw PosixException.unsupported("mmap");
    }

    @Override
    public boolean isCached(long offset) {
        return false;
    }

    @Override
    public boolean isInMemory() {
        return false;
    }

    @Override
    public boolean isResident(MemorySegment mapped, long offset) {
        return false;
    }

    @Override
    public boolean isResident(long offset, long length) {
        return false;
    }

    @Override
    public FileChannel reopen() throws PosixException {
        return reopen(path);
    }

    /** Opens a file for reading. */
    static FileChannel reopen(Path path) throws PosixException {
        try {
            return FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException failure) {
            throw translated("open", failure);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // nothing was buffered here that could be lost
        }
    }
}
