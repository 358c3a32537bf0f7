package org.blockyard.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.blockyard.posix.internal.Libc;

/**
 * Calls functions of optional libraries, and has memory for what they take and leave by address.
 * One thread at a time. A call is as right as its arguments: what is wrong in them ends the process
 * or worse, so addresses and lengths come from buffers and nowhere else.
 */
public final class NativeCaller {
    /** Room for the error number, which nobody asks for, in a line of the cache of its own. */
    private static final int LINE = 64;

    private final MemorySegment owned;
    private final MemorySegment errno;
    private final ByteBuffer memory;
    private final long address;

    /** A caller with so many bytes of memory, all zero. */
    public NativeCaller(int room) {
        owned = Arena.ofAuto().allocate(LINE + room, LINE);
        address = owned.address() + LINE;
        // as global memory, so that a call need not count itself in and out of the arena
        errno = MemorySegment.ofAddress(owned.address()).reinterpret(LINE);
        memory = owned.asSlice(LINE).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** The memory, in the machine's byte order. */
    public ByteBuffer memory() {
        return memory;
    }

    /** Where the memory is; valid as long as this caller is reachable. */
    public long address() {
        return address;
    }

    /**
     * Where a direct buffer's next byte is; valid as long as the buffer is reachable.
     *
     * @throws IllegalArgumentException if it is not direct
     */
    public static long address(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("a buffer on the heap has no address");
        }
        return MemorySegment.ofBuffer(buffer).address();
    }

    /**
     * What lies at an address that a function has given, as so many bytes in the machine's order;
     * to be used only as long as the function's library says that it is there.
     */
    public static ByteBuffer memoryAt(long address, int length) {
        return MemorySegment.ofAddress(address)
                .reinterpret(length)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
    }

    /** Calls a function of three arguments at most. */
    public long call(NativeFunction function, long a, long b, long c) {
        return call(function, a, b, c, 0, 0, 0);
    }

    /** Calls a function of six arguments at most. What is an {@code int} is to be cast to it. */
    public long call(NativeFunction function, long a, long b, long c, long d, long e, long f) {
        try {
            return Libc.call(MemorySegment.ofAddress(function.address()), errno, a, b, c, d, e, f);
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}
