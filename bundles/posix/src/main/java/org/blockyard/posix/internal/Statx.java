package org.blockyard.posix.internal;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.blockyard.posix.FileStatus;
import org.blockyard.posix.PosixException;

/** The system's view of an open file, by statx: its structure is the same on every architecture. */
final class Statx {
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int BASIC_AND_DIRECT_ALIGNMENT = 0x7ff | 0x2000;
    private static final int SIZE = 256;
    private static final int ERRNO = 256;
    private static final int EMPTY_PATH = 264;

    private static final int MODE = 28;
    private static final int INODE = 32;
    private static final int LENGTH = 40;
    private static final int BLOCKS = 48;
    private static final int DEVICE_MAJOR = 136;
    private static final int DEVICE_MINOR = 140;
    private static final int DIRECT_MEMORY = 152;
    private static final int DIRECT_OFFSET = 156;
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
                throw PosixException.of("statx", Libc.errno(errno));
            }
            return read(memory.asByteBuffer().order(ByteOrder.nativeOrder()));
        }
    }

    private static FileStatus read(ByteBuffer stat) {
        long device =
                (long) stat.getInt(DEVICE_MAJOR) << 32 | stat.getInt(DEVICE_MINOR) & 0xffff_ffffL;
        return new FileStatus(
                type(stat.getShort(MODE)),
                device,
                stat.getLong(INODE),
                stat.getLong(LENGTH),
                stat.getLong(BLOCKS) * BLOCK,
                stat.getInt(DIRECT_MEMORY),
                stat.getInt(DIRECT_OFFSET));
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
