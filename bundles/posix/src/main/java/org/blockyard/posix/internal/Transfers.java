package org.blockyard.posix.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.blockyard.posix.ErrorNumber;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.PosixException;

/**
 * Moves bytes between buffers and one descriptor, and onto stable storage. Heap buffers go through
 * native memory.
 */
final class Transfers {
    private static final int BOUNCE = 1 << 16;
    private static final int RWF_NOWAIT = 8;
    private static final int SECTOR_MASK = 511;
    private static final long PAGE = 4096;

    private final long descriptor;
    private final boolean direct;
    private final CallSlots slots;
    private final Engines engines;

    Transfers(long descriptor, boolean direct, CallSlots slots, Engines engines) {
        this.descriptor = descriptor;
        this.direct = direct;
        this.slots = slots;
        this.engines = engines;
    }

    int read(long offset, ByteBuffer target) throws PosixException {
        if (!target.isDirect()) {
            return readBounced(offset, target);
        }
        int wanted = target.remaining();
        int done = 0;
        try {
            long address = MemorySegment.ofBuffer(target).address();
            while (done < wanted) {
                long n = call(DiskCall.READ, address + done, wanted - done, offset + done);
                done += (int) n;
                if (n == 0 || (direct && (n & SECTOR_MASK) != 0)) {
                    break; // the end; past it, O_DIRECT refuses the odd offset
                }
            }
        } finally {
            Reference.reachabilityFence(target);
        }
        target.position(target.position() + done);
        return done;
    }

    private int readBounced(long offset, ByteBuffer target) throws PosixException {
        try (var arena = Arena.ofConfined()) {
            var bounce =
                    arena.allocate(Math.clamp(target.remaining(), 1, BOUNCE), PAGE).asByteBuffer();
            int done = 0;
            while (target.hasRemaining()) {
                bounce.clear().limit(Math.min(target.remaining(), bounce.capacity()));
                int n = read(offset + done, bounce);
                target.put(bounce.flip());
                done += n;
                if (n < bounce.capacity()) {
                    break;
                }
            }
            return done;
        }
    }

    void write(long offset, ByteBuffer source) throws PosixException {
        if (!source.isDirect()) {
            writeBounced(offset, source);
            return;
        }
        int wanted = source.remaining();
        int done = 0;
        try {
            long address = MemorySegment.ofBuffer(source).address();
            while (done < wanted) {
                done += (int) call(DiskCall.WRITE, address + done, wanted - done, offset + done);
            }
        } finally {
            Reference.reachabilityFence(source);
        }
        source.position(source.limit());
    }

    private void writeBounced(long offset, ByteBuffer source) throws PosixException {
        try (var arena = Arena.ofConfined()) {
            var bounce =
                    arena.allocate(Math.clamp(source.remaining(), 1, BOUNCE), PAGE).asByteBuffer();
            long at = offset;
            while (source.hasRemaining()) {
                int n = Math.min(source.remaining(), bounce.capacity());
                bounce.clear().put(0, source, source.position(), n).limit(n);
                write(at, bounce);
                source.position(source.position() + n);
                at += n;
            }
        }
    }

    void syncData() throws PosixException {
        call(DiskCall.SYNC_DATA, 0, 0, 0);
    }

    private long call(DiskCall call, long address, long length, long offset) throws PosixException {
        while (true) {
            long result = engines.call(call, descriptor, address, length, offset);
            if (result >= 0) {
                return result;
            }
            int errno = (int) -result;
            if (errno != ErrorNumber.EINTR && errno != ErrorNumber.EAGAIN) {
                throw PosixException.of(call.title, errno);
            }
        }
    }

    int readNow(long offset, ByteBuffer target) throws PosixException {
        return transferNow("read", Libc.PREADV2, offset, target);
    }

    int writeNow(long offset, ByteBuffer source) throws PosixException {
        return transferNow("write", Libc.PWRITEV2, offset, source);
    }

    private int transferNow(String call, MemorySegment function, long offset, ByteBuffer buffer)
            throws PosixException {
        if (!buffer.isDirect()) {
            return HostFile.WOULD_BLOCK;
        }
        if (!Libc.has(function)) {
            return HostFile.NOT_OFFERED;
        }
        var slot = slots.take();
        try {
            var memory = slot.memory();
            slot.bytes().putLong(CallSlots.ARGUMENT, MemorySegment.ofBuffer(buffer).address());
            slot.bytes().putLong(CallSlots.ARGUMENT + 8, buffer.remaining());
            long n =
                    Libc.call(function, memory, descriptor, slot.argument(), 1, offset, RWF_NOWAIT);
            return n >= 0 ? (int) n : notNow(call, slot.errno());
        } finally {
            slots.give(slot);
            Reference.reachabilityFence(buffer);
        }
    }

    boolean isCached(long offset) {
        var slot = slots.take();
        try {
            var memory = slot.memory();
            slot.bytes().putLong(CallSlots.ARGUMENT, slot.argument() + 2 * Long.BYTES);
            slot.bytes().putLong(CallSlots.ARGUMENT + 8, 1);
            return Libc.has(Libc.PREADV2)
                    && Libc.call(
                                    Libc.PREADV2,
                                    memory,
                                    descriptor,
                                    slot.argument(),
                                    1,
                                    offset,
                                    RWF_NOWAIT)
                            >= 0;
        } finally {
            slots.give(slot);
        }
    }

    private static int notNow(String call, int errno) throws PosixException {
        return switch (errno) {
            case ErrorNumber.EAGAIN, ErrorNumber.EINTR -> HostFile.WOULD_BLOCK;
            case ErrorNumber.EOPNOTSUPP, ErrorNumber.ENOSYS, ErrorNumber.EINVAL ->
                    HostFile.NOT_OFFERED;
            default -> throw PosixException.of(call, errno);
        };
    }
}
