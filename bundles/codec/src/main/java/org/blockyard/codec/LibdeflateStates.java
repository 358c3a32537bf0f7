package org.blockyard.codec;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.blockyard.posix.NativeCaller;
import org.blockyard.posix.NativeFunction;

/**
 * Packs and unpacks by libdeflate, from direct buffer to direct buffer. Its states are kept and
 * used again, one by one thread at a time.
 */
final class LibdeflateStates implements AutoCloseable {
    private final Libdeflate library;
    private final Libdeflate.Wrapping wrapping;
    private final int level;
    private final ConcurrentLinkedQueue<State> packers = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<State> unpackers = new ConcurrentLinkedQueue<>();

    LibdeflateStates(Libdeflate library, Libdeflate.Wrapping wrapping, int level) {
        this.library = library;
        this.wrapping = wrapping;
        this.level = level;
    }

    /**
     * A state of the library's.
     *
     * @param address where it is; 0 if there was no memory for it
     */
    private record State(NativeCaller caller, long address) {}

    /** Packs all of a direct buffer; false, with the positions as they were, if it does not fit. */
    boolean pack(ByteBuffer source, ByteBuffer target) {
        var state = take(packers, library.newPacker(), level);
        if (state.address == 0) {
            return false;
        }
        try {
            long packed = run(state, wrapping.pack(), source, target, 0);
            if (packed == 0) {
                return false;
            }
            source.position(source.limit());
            target.position(target.position() + (int) packed);
            return true;
        } finally {
            packers.add(state);
        }
    }

    /**
     * Unpacks data that fill the target, no less and no more; otherwise false, with the positions
     * as they were.
     */
    boolean unpack(ByteBuffer source, ByteBuffer target) {
        var state = take(unpackers, library.newUnpacker(), 0);
        if (state.address == 0) {
            return false;
        }
        try {
            // without a place for the count it wants exactly as much as there is room
            int result = (int) run(state, wrapping.unpack(), source, target, 0);
            if (result != 0) {
                return false;
            }
            target.position(target.limit());
            return true;
        } finally {
            unpackers.add(state);
        }
    }

    private State take(ConcurrentLinkedQueue<State> kept, NativeFunction make, long argument) {
        var state = kept.poll();
        if (state != null) {
            return state;
        }
        var caller = new NativeCaller(0);
        return new State(caller, caller.call(make, argument, 0, 0));
    }

    private static long run(
            State state, NativeFunction function, ByteBuffer from, ByteBuffer to, long last) {
        try {
            return state.caller.call(
                    function,
                    state.address,
                    NativeCaller.address(from),
                    from.remaining(),
                    NativeCaller.address(to),
                    to.remaining(),
                    last);
        } finally {
            Reference.reachabilityFence(from);
            Reference.reachabilityFence(to);
        }
    }

    @Override
    public void close() {
        free(packers, library.freePacker());
        free(unpackers, library.freeUnpacker());
    }

    private static void free(ConcurrentLinkedQueue<State> kept, NativeFunction free) {
        for (var state = kept.poll(); state != null; state = kept.poll()) {
            state.caller.call(free, state.address, 0, 0);
        }
    }
}
