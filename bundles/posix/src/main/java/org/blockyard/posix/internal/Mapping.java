package org.blockyard.posix.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.blockyard.posix.PosixException;

/** Maps files; unlike Java's own mapping it allows a range past the end of the file. */
final class Mapping {
    private static final int PROT_READ = 1;
    private static final int MAP_SHARED = 1;

    private Mapping() {}

    /** Maps a range of a file for reading; its address. */
    static long ofFile(long descriptor, long offset, long length) throws PosixException {
        return map(descriptor, offset, length, PROT_READ, MAP_SHARED);
    }

    /** A range of what a descriptor stands for, with the system's flags, until the arena ends. */
    static MemorySegment of(
            long descriptor, long offset, long length, int protection, int flags, Arena arena)
            throws PosixException {
        long address = map(descriptor, offset, length, protection, flags);
        return MemorySegment.ofAddress(address)
                .reinterpret(length, arena, mapped -> unmap(address, length));
    }

    private static long map(long descriptor, long offset, long length, int protection, int flags)
            throws PosixException {
        try (var scratch = Arena.ofConfined()) {
            var errno = scratch.allocate(8, 8);
            long address =
                    Libc.call(Libc.MMAP, errno, 0, length, protection, flags, descriptor, offset);
            if (address == -1) {
                throw PosixException.of("mmap", Libc.errno(errno));
            }
            return address;
        }
    }

    /** Takes a range back. */
    static void unmap(long address, long length) {
        try (var scratch = Arena.ofConfined()) {
            Libc.call(Libc.MUNMAP, scratch.allocate(8, 8), address, length, 0, 0, 0);
        }
    }
}
