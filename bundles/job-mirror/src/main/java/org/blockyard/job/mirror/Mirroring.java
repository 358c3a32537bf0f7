package org.blockyard.job.mirror;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.graph.Lane;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RangeLock;
import org.blockyard.job.mirror.top.GuestWrites;
import org.jspecify.annotations.Nullable;

/**
 * What a mirror knows of its two disks: where they may differ, and what is being copied or written
 * at the moment. A range is marked after it was written and before that is acknowledged; who copies
 * takes the mark away before he reads. So whatever the target lacks is marked, or being copied.
 */
final class Mirroring implements GuestWrites {
    private final DirtyBits bits;
    private final Lane target;
    private final RangeLock ranges = new RangeLock();
    private final AtomicReference<@Nullable BlockException> end = new AtomicReference<>();
    private volatile boolean blocking;
    private volatile boolean over;
    private volatile boolean targetFails;
    private volatile Consumer<BlockException> onTargetFailure = failure -> {};
    private volatile Runnable onEnd = () -> {};

    /**
     * Two disks of which nothing is known to differ.
     *
     * @param target the way to the target for writes of guests
     */
    Mirroring(DirtyBits bits, Lane target, boolean blocking) {
        this.bits = bits;
        this.target = target;
        this.blocking = blocking;
    }

    /**
     * Says who is told of failures.
     *
     * @param targetFailure told when a guest's write failed at the target
     * @param ended told when the mirror can't go on
     */
    void tell(Consumer<BlockException> targetFailure, Runnable ended) {
        onTargetFailure = targetFailure;
        onEnd = ended;
    }

    DirtyBits bits() {
        return bits;
    }

    /** Keeps guests' writes off a range, if they go to both disks, until that is closed. */
    RangeLock.Held keep(long offset, long length) {
        return ranges.exclusive(offset, length);
    }

    /** Has guests' writes go to both disks from now on; called with none in flight. */
    void block() {
        blocking = true;
    }

    /** Says that the mirror is complete or given up: the filter may go. */
    void over() {
        over = true;
    }

    /** Tries to write to the target again after it failed. */
    void targetMayWorkAgain() {
        targetFails = false;
    }

    /** Throws if the mirror can't go on. */
    void check() throws BlockException {
        var why = end.get();
        if (why != null) {
            throw why;
        }
    }

    @Override
    public boolean blocking() {
        return blocking;
    }

    @Override
    public void written(long offset, long length) {
        bits.set(offset, length);
    }

    @Override
    public boolean both(long offset, long length, SourceWrite source, TargetWrite write)
            throws IOException {
        try (var _ = ranges.exclusive(offset, length)) {
            boolean done = true; // a failure may have written some
            boolean same = false;
            try {
                done = source.run();
                same = !done || atTarget(write);
            } finally {
                if (!same) {
                    bits.set(offset, length);
                }
            }
            if (done && same) {
                bits.clear(offset, length);
            }
            return done;
        }
    }

    private boolean atTarget(TargetWrite write) {
        if (targetFails) {
            return false; // the job has been told, and copies it when it goes on
        }
        try {
            write.run(target);
            return true;
        } catch (IOException e) {
            targetFails = true;
            onTargetFailure.accept(BlockException.of(e));
            return false;
        }
    }

    @Override
    public void alone(long offset, long length, SourceWrite source) throws IOException {
        try (var _ = ranges.exclusive(offset, length)) {
            try {
                source.run();
            } finally {
                bits.set(offset, length);
            }
        }
    }

    @Override
    public void lost() {
        if (!over) {
            fail(new BlockException(ErrorKind.GONE, "The filter of the mirror was closed"));
        }
    }

    /** Ends the mirror for a reason, unless it has one. */
    void fail(BlockException why) {
        if (end.compareAndSet(null, why)) {
            onEnd.run();
        }
    }
}
