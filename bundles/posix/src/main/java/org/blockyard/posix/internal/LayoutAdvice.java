package org.blockyard.posix.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * The file attributes that steer allocation: the no-copy-on-write flag of btrfs and the extent size
 * hint of XFS. Through java.lang.foreign, because each creation of a file comes here.
 */
final class LayoutAdvice {
    private static final long FS_IOC_GETFLAGS = 0x8008_6601L;
    private static final long FS_IOC_SETFLAGS = 0x4008_6602L;
    private static final int FS_NOCOW_FL = 0x0080_0000;
    private static final long FS_IOC_FSGETXATTR = 0x801c_581fL;
    private static final long FS_IOC_FSSETXATTR = 0x401c_5820L;
    private static final int FS_XFLAG_EXTSIZE = 0x800;
    private static final int EXTENT_SIZE = 4;

    private LayoutAdvice() {}

    static void give(long descriptor, boolean noCopyOnWrite, long extentSize) {
        try (var arena = Arena.ofConfined()) {
            var errno = arena.allocate(8, 8);
            var attributes = arena.allocate(32, 8);
            var fields = attributes.asByteBuffer().order(ByteOrder.nativeOrder());
            if (noCopyOnWrite && asks(descriptor, FS_IOC_GETFLAGS, attributes, errno)) {
                fields.putInt(0, fields.getInt(0) | FS_NOCOW_FL);
                asks(descriptor, FS_IOC_SETFLAGS, attributes, errno);
            }
            if (extentSize > 0
                    && asks(descriptor, FS_IOC_FSGETXATTR, attributes.fill((byte) 0), errno)) {
                fields.putInt(0, fields.getInt(0) | FS_XFLAG_EXTSIZE);
                fields.putInt(EXTENT_SIZE, (int) extentSize);
                asks(descriptor, FS_IOC_FSSETXATTR, attributes, errno);
            }
        }
    }

    private static boolean asks(
            long descriptor, long request, MemorySegment argument, MemorySegment errno) {
        return (int) Libc.call(Libc.IOCTL, errno, descriptor, request, argument.address(), 0, 0)
                == 0;
    }
}
