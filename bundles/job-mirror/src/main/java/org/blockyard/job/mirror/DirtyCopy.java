package org.blockyard.job.mirror;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.bitmap.DirtyRun;
import org.blockyard.io.BlockException;
import org.blockyard.job.JobControl;
import org.blockyard.job.kit.BlockCopy;
import org.blockyard.job.kit.CopyFailure;
import org.blockyard.job.kit.LaneCopy;
import org.blockyard.job.kit.Range;

/**
 * Copies what is dirty, from where it stopped before. A run is clean from before it is read, so
 * that what is written meanwhile makes it dirty again.
 */
final class DirtyCopy {
    private final Mirroring mirroring;
    private final LaneCopy copy;
    private final BlockCopy.Policy policy;
    private final CopyPace pace;
    private final Set<Range> underWay = ConcurrentHashMap.newKeySet();
    private long cursor;

    /**
     * A copy of nothing yet.
     *
     * @param pace how much at once, unless the operating system copies
     */
    DirtyCopy(Mirroring mirroring, LaneCopy copy, BlockCopy.Policy policy, CopyPace pace) {
        this.mirroring = mirroring;
        this.copy = copy;
        this.policy = policy;
        this.pace = pace;
    }

    /** Bytes that the target may lack: those that are dirty and those that are being copied. */
    long rest() {
        return mirroring.bits().dirtyBytes() + underWay.stream().mapToLong(Range::length).sum();
    }

    /** What the target lacks, when nothing is in flight. */
    DirtyBits lacking() {
        var all = mirroring.bits().copy();
        underWay.forEach(range -> all.set(range.offset(), range.length()));
        return all;
    }

    /**
     * Copies until nothing is dirty, several runs at the same time. Nothing is in flight when it
     * returns.
     *
     * @throws IOException if the job is to fail or to end
     */
    void round(JobControl control) throws IOException {
        try {
            new BlockCopy(control, policy, pace.workers())
                    .run(
                            () -> {
                                mirroring.check();
                                control.remaining(rest());
                                return take(longest(control));
                            },
                            this::copyApart);
        } finally {
            control.remaining(rest());
        }
    }

    /** Guests' writes wait for a range to be copied if they go to both disks. */
    private long longest(JobControl control) {
        return mirroring.blocking() ? pace.run() : Math.max(pace.run(), copy.stride(control));
    }

    /** Copies all that is dirty on this thread, with nobody writing. */
    void finish() throws BlockException {
        try {
            for (var range = take(pace.run()); range.isPresent(); range = take(pace.run())) {
                copyApart(range.get());
            }
        } catch (CopyFailure e) {
            throw e.why();
        }
    }

    private Optional<Range> take(long most) {
        var bits = mirroring.bits();
        var run = bits.take(cursor, bits.length(), most);
        if (run.isEmpty() && cursor > 0) {
            run = bits.take(0, bits.length(), most);
        }
        return run.map(this::taken);
    }

    private Range taken(DirtyRun run) {
        cursor = run.end() < mirroring.bits().length() ? run.end() : 0;
        var range = Range.data(run.offset(), run.length());
        underWay.add(range);
        return range;
    }

    /** Copies a range while no guest's write goes to both disks there. */
    private void copyApart(Range range) throws CopyFailure {
        try (var _ = mirroring.keep(range.offset(), range.length())) {
            copy.copy(range);
        }
        underWay.remove(range);
    }
}
