package org.blockyard.posix.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.blockyard.posix.ErrorNumber;
import org.blockyard.posix.PosixException;

/** Calls on a descriptor of a socket, by one thread. Layouts are those of sendmsg(2). */
public final class SocketCalls {
    private static final MemorySegment SENDMSG = Libc.find("sendmsg");
    private static final MemorySegment SHUTDOWN = Libc.find("shutdown");
    private static final int DUPLICATE_CLOSE_ON_EXEC = 1030;
    private static final int DONT_WAIT = 0x40;
    private static final int NO_SIGNAL = 0x4000;
    private static final int BOTH_DIRECTIONS = 2;

    private static final int MOST_BUFFERS = 256;
    private static final int MESSAGE = 16; // behind the error number
    private static final int MESSAGE_BYTES = 56;
    private static final int VECTORS = MESSAGE + MESSAGE_BYTES;
    private static final int VECTOR_BYTES = 16;
    private static final int COPIES = VECTORS + MOST_BUFFERS * VECTOR_BYTES;
    private static final int ROOM = COPIES + 4096;

    private final int descriptor;
    private final Arena arena;
    private final MemorySegment memory;
    private final ByteBuffer bytes;

    private SocketCalls(int descriptor, Arena arena, MemorySegment memory) {
        this.descriptor = descriptor;
        this.arena = arena;
        this.memory = memory;
        this.bytes = memory.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** On a new descriptor of the same socket. */
    public static SocketCalls onTwinOf(int descriptor) throws PosixException {
        if (!Libc.isAvailable()) {
            throw PosixException.unsupported("dup");
        }
        var arena = Arena.ofConfined();
        var memory = arena.allocate(ROOM, 64);
        int twin =
                (int) Libc.call(Libc.FCNTL, memory, descriptor, DUPLICATE_CLOSE_ON_EXEC, 0, 0, 0);
        if (twin < 0) {
            int errno = Libc.errno(memory);
            arena.close();
            throw PosixException.of("dup", errno);
        }
        return new SocketCalls(twin, arena, memory);
    }

    /** The descriptor. */
    public int descriptor() {
        return descriptor;
    }

    /** Sends what can be sent without waiting and moves the buffers' positions by it. */
    public long sendNow(ByteBuffer[] buffers, int first, int count) throws PosixException {
        int taken = vectors(buffers, first, Math.min(count, MOST_BUFFERS));
        bytes.putLong(MESSAGE, 0).putLong(MESSAGE + 8, 0);
        bytes.putLong(MESSAGE + 16, memory.address() + VECTORS).putLong(MESSAGE + 24, taken);
        bytes.putLong(MESSAGE + 32, 0).putLong(MESSAGE + 40, 0).putLong(MESSAGE + 48, 0);
        long sent =
                Libc.call(
                        SENDMSG,
                        memory,
                        descriptor,
                        memory.address() + MESSAGE,
                        DONT_WAIT | NO_SIGNAL,
                        0,
                        0);
        Reference.reachabilityFence(buffers);
        if (sent < 0) {
            int errno = Libc.errno(memory);
            if (errno == ErrorNumber.EAGAIN || errno == ErrorNumber.EINTR) {
                return 0;
            }
            throw PosixException.of("sendmsg", errno);
        }
        long left = sent;
        for (int i = first; left > 0; i++) {
            int step = (int) Math.min(left, buffers[i].remaining());
            buffers[i].position(buffers[i].position() + step);
            left -= step;
        }
        return sent;
    }

    /** Describes the buffers, as many as fit; those on the heap are copied. */
    private int vectors(ByteBuffer[] buffers, int first, int count) {
        int copied = COPIES;
        for (int i = 0; i < count; i++) {
            var buffer = buffers[first + i];
            int length = buffer.remaining();
            long address;
            if (buffer.isDirect()) {
                address = MemorySegment.ofBuffer(buffer).address();
            } else {
                length = Math.min(length, ROOM - copied);
                bytes.put(copied, buffer, buffer.position(), length);
                address = memory.address() + copied;
                copied += length;
            }
            int at = VECTORS + i * VECTOR_BYTES;
            bytes.putLong(at, address).putLong(at + 8, length);
            if (length < buffer.remaining()) {
                return i + 1; // what follows must not go before the rest of it
            }
        }
        return count;
    }

    /** Ends the connection in both directions. */
    public void shutDown() {
        Libc.call(SHUTDOWN, memory, descriptor, BOTH_DIRECTIONS, 0, 0, 0);
    }

    /** Closes the descriptor. */
    public void close() {
        Libc.call(Libc.CLOSE, memory, descriptor, 0, 0, 0, 0);
        arena.close();
    }
}
