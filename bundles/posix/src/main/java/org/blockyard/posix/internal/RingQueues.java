package org.blockyard.posix.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.blockyard.posix.ErrorNumber;
import org.blockyard.posix.PosixException;

/**
 * The two queues that an io_uring shares with the kernel: entries to submit and results. Used by
 * one thread, the one that made it; newer kernels then do without locks and interrupts.
 *
 * <p>Layouts and numbers are those of io_uring_setup(2) and io_uring_enter(2).
 */
final class RingQueues {
    /** The least kernel is 5.6: the first with plain reads and writes, told by its features. */
    private static final int NEEDED_FEATURES = 1 | 1 << 1 | 1 << 3; // one mapping, no drops, 5.6

    private static final long SETUP_CALL = 425;
    private static final long ENTER_CALL = 426;
    private static final int SETUP_SINGLE_ISSUER = 1 << 12;
    private static final int SETUP_DEFER_TASKRUN = 1 << 13;
    private static final int ENTER_GETEVENTS = 1;

    private static final int PARAMETERS_SIZE = 120;
    private static final int SUBMISSION_OFFSETS = 40;
    private static final int COMPLETION_OFFSETS = 80;
    private static final long SUBMISSIONS_MAPPING = 0x1000_0000;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED_POPULATE = 0x8001;

    private static final int ENTRY_SIZE = 64;
    private static final int RESULT_SIZE = 16;
    private static final int FSYNC_DATASYNC = 1;
    private static final int POLL_ADD = 6;

    /**
     * As both byte orders have it: the kernel swaps the halves of the word on big-endian machines.
     */
    private static final int POLL_IN =
            ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 1 : 1 << 16;

    /** A system property; {@code off} has the effect of a kernel without io_uring. */
    private static final String PROPERTY = "blockyard.io_uring";

    private static final VarHandle INT =
            MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final CallSlots.Slot slot;
    private final Arena arena = Arena.ofConfined();
    private final long descriptor;
    private final int size;

    private final ByteBuffer rings;
    private final ByteBuffer entries;
    private final int submissionHead;
    private final int submissionTail;
    private final int completionHead;
    private final int completionTail;
    private final int completions;
    private final int completionMask;
    private int tail;

    /**
     * Asks the kernel for queues.
     *
     * @param size how many entries, a power of two
     * @param slot memory for the calls, for as long as the queues are used
     * @throws PosixException if this kernel has no io_uring of use, or does not allow it
     */
    RingQueues(int size, CallSlots.Slot slot) throws PosixException {
        if ("off".equals(System.getProperty(PROPERTY)) || !Libc.isAvailable()) {
            arena.close();
            throw PosixException.unsupported("io_uring_setup");
        }
        this.size = size;
        this.slot = slot;
        var parameters =
                arena.allocate(PARAMETERS_SIZE, 8).asByteBuffer().order(ByteOrder.nativeOrder());
        try {
            this.descriptor = setUp(parameters);
        } catch (PosixException refused) {
            arena.close();
            throw refused;
        }
        try {
            if ((parameters.getInt(20) & NEEDED_FEATURES) != NEEDED_FEATURES) {
                throw PosixException.unsupported("io_uring_setup");
            }
            int arrayAt = parameters.getInt(SUBMISSION_OFFSETS + 24);
            this.submissionHead = parameters.getInt(SUBMISSION_OFFSETS);
            this.submissionTail = parameters.getInt(SUBMISSION_OFFSETS + 4);
            this.completionHead = parameters.getInt(COMPLETION_OFFSETS);
            this.completionTail = parameters.getInt(COMPLETION_OFFSETS + 4);
            int results = parameters.getInt(4);
            this.completionMask = results - 1;
            this.completions = parameters.getInt(COMPLETION_OFFSETS + 20);
            long length = Math.max(arrayAt + 4L * size, completions + (long) RESULT_SIZE * results);
            this.rings = map(length, 0);
            this.entries = map((long) ENTRY_SIZE * size, SUBMISSIONS_MAPPING);
            for (int i = 0; i < size; i++) {
                rings.putInt(arrayAt + 4 * i, i); // entry i always goes by place i
            }
        } catch (PosixException refused) {
            close();
            throw refused;
        }
    }

    private long setUp(ByteBuffer parameters) throws PosixException {
        try {
            return setUp(parameters, SETUP_SINGLE_ISSUER | SETUP_DEFER_TASKRUN);
        } catch (PosixException refused) {
            if (refused.errno() != ErrorNumber.EINVAL) {
                throw refused;
            }
            return setUp(parameters, 0); // before 6.1
        }
    }

    private long setUp(ByteBuffer parameters, int flags) throws PosixException {
        MemorySegment.ofBuffer(parameters).fill((byte) 0);
        parameters.putInt(8, flags);
        long address = MemorySegment.ofBuffer(parameters).address();
        long result = Libc.call(Libc.SYSCALL, slot.memory(), SETUP_CALL, size, address, 0, 0);
        if (result < 0) {
            throw PosixException.of("io_uring_setup", slot.errno());
        }
        return result;
    }

    private ByteBuffer map(long length, long offset) throws PosixException {
        return Mapping.of(descriptor, offset, length, PROT_READ_WRITE, MAP_SHARED_POPULATE, arena)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
    }

    private int unsubmitted() {
        return tail - (int) INT.getAcquire(rings, submissionHead);
    }

    /**
     * Puts a call. Not more may be in flight together than there are entries.
     *
     * @param token what its result is known by
     */
    void put(DiskCall call, long file, long address, int length, long offset, int token) {
        int flags = call == DiskCall.SYNC_DATA ? FSYNC_DATASYNC : 0;
        put(call.operation, file, address, length, offset, flags, token);
    }

    /**
     * Puts the question whether something can be read of a socket; its result comes when it can.
     */
    void putPoll(long socket, int token) {
        put(POLL_ADD, socket, 0, 0, 0, POLL_IN, token);
    }

    private void put(
            int operation, long file, long address, int length, long offset, int flags, int token) {
        int at = (tail & (size - 1)) * ENTRY_SIZE;
        entries.putLong(at, operation) // and no flags or priority
                .putInt(at + 4, (int) file)
                .putLong(at + 8, offset)
                .putLong(at + 16, address)
                .putInt(at + 24, length)
                .putInt(at + 28, flags)
                .putLong(at + 32, token)
                .putLong(at + 40, 0)
                .putLong(at + 48, 0)
                .putLong(at + 56, 0);
        INT.setRelease(rings, submissionTail, ++tail);
    }

    /**
     * Submits what was put and lets results come in.
     *
     * @param wait whether to wait until there is one at least
     * @return 0, or the error number; what was not submitted is still there
     */
    int enter(boolean wait) {
        long result =
                Libc.call(
                        Libc.SYSCALL,
                        slot.memory(),
                        ENTER_CALL,
                        descriptor,
                        unsubmitted(),
                        wait ? 1 : 0,
                        ENTER_GETEVENTS);
        return result < 0 ? slot.errno() : 0;
    }

    /** Takes a result. */
    interface Results {
        void take(int token, int result);
    }

    /** Gives all results that are there to {@code target} and returns how many. */
    int drain(Results target) {
        int head = rings.getInt(completionHead); // written here alone
        int end = (int) INT.getAcquire(rings, completionTail);
        int count = end - head;
        for (; head != end; head++) {
            int at = completions + (head & completionMask) * RESULT_SIZE;
            target.take((int) rings.getLong(at), rings.getInt(at + 8));
        }
        INT.setRelease(rings, completionHead, head);
        return count;
    }

    /** Ends it; nothing may be in flight. */
    void close() {
        Libc.call(Libc.CLOSE, slot.memory(), descriptor, 0, 0, 0, 0);
        arena.close();
    }
}
