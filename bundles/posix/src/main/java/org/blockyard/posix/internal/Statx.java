package org.blockyard.posix.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.blockyard.posix.ErrorNumber;
import org.blockyard.posix.FileStatus;
import org.blockyard.posix.PosixException;

/** The system's view of an open file, by statx: its structure is the same on every architecture. */
final class Statx {
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int BASIC_AND_DIRECT_ALIGNMENT = 0x7ff | 0x2000;
    private static final int SIZE = 256;
    private static final long ERRNO = 256;
    private static final long EMPTY_PATH = 264;

    private static final long MODE = 28;
    private static final long INODE = 32;
    private static final long LENGTH = 40;
    private static final long BLOCKS = 48;
    private static final long DEVICE_MAJOR = 136;
    private static final long DEVICE_MINOR = 140;
    private static final long DIRECT_MEMORY = 152;
    private static final long DIRECT_OFFSET = 156;
    private static final int BLOCK = 512;

    private Statx() {}

    static FileStatus of(long descriptor) throws PosixException {
        if (!Libc.has(Libc.STATX)) {
            throw PosixException.unsupported("statx");
        }
        try (var arena = Arena.ofConfined()) {
            var memory = arena.allocate(SIZE + 16, 8);
            var errno = memory.asSlice(ERRNO, 8);
            long path = memory.address() + EMPTY_PATH;
            long result =
                    Libc.call(
                            Libc.STATX,
                            errno,
                            descriptor,
                            path,
                            AT_EMPTY_PATH,
                            BASIC_AND_DIRECT_ALIGNMENT,
                            memory.address());
            if ((int) result != 0) {
                throw new PosixException(
                        "statx", Libc.errno(errno), ErrorNumber.words(Libc.errno(errno)));
            }
            return read(memory);
        }
    }

    private static FileStatus read(MemorySegment stat) {
        long device =
                (long) stat.get(JAVA_INT, DEVICE_MAJOR) << 32
                        | stat.get(JAVA_INT, DEVICE_MINOR) & 0xffff_ffffL;
        return new FileStatus(
                type(stat.get(JAVA_SHORT, MODE)),
                device,
                stat.get(JAVA_LONG, INODE),
                stat.get(JAVA_LONG, LENGTH),
                stat.get(JAVA_LONG, BLOCKS) * BLOCK,
                stat.get(JAVA_INT, DIRECT_MEMORY),
                stat.get(JAVA_INT, DIRECT_OFFSET));
    }

    private static FileStatus.Type type(int mode) {
        return switch (mode & 0170000) {
            case 0100000 -> FileStatus.Type.REGULAR;
            case 0040000 -> FileStatus.Type.DIRECTORY;
            case 0060000 -> FileStatus.Type.BLOCK_DEVICE;
            case 0020000 -> FileStatus.Type.CHARACTER_DEVICE;
            default -> FileStatus.Type.OTHER;
        };
    }
}
