package org.blockyard.job.commit.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.bitmap.WriteTracker;
import org.blockyard.job.JobControl;
import org.blockyard.job.kit.BlockCopy;
import org.blockyard.job.kit.ChainRanges;
import org.blockyard.job.kit.CopyFailure;
import org.blockyard.job.kit.LaneCopy;
import org.blockyard.platform.Platform;
import org.jspecify.annotations.Nullable;

/**
 * Brings a disk in use and the layers below it down into one of those, keeps up with what is
 * written until it is told to complete, and then has the users of the disk use that layer.
 */
final class ActiveCommit implements CommitBody {
    private static final int AT_ONCE = 8;
    private static final long GRANULARITY = 64 << 10;
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Platform platform;
    private final CommitOptions options;
    private final CommitPlan plan;
    private final CommitNodes nodes;
    private @Nullable WriteTracker tracker;
    private @Nullable JobControl control;

    ActiveCommit(Platform platform, CommitOptions options, CommitPlan plan, String id) {
        this.platform = platform;
        this.options = options;
        this.plan = plan;
        this.nodes = new CommitNodes(platform, plan, id);
    }

    @Override
    public void hold() throws IOException {
        nodes.hold(options.filterNodeName());
        tracker = plan.top().dirtyBitmaps().track(GRANULARITY);
    }

    private DirtyBits dirty() {
        if (tracker == null) {
            throw new IllegalStateException("nothing is tracked");
        }
        return tracker.bits();
    }

    @Override
    public void run(JobControl steering) throws IOException {
        control = steering;
        mark(steering);
        while (!steering.completing() && !steering.ending()) {
            steering.remaining(dirty().dirtyBytes());
            copy(steering, AT_ONCE);
            if (dirty().dirtyBytes() == 0) {
                nodes.target().flush();
                steering.becomeReady();
                steering.await(LOOK);
            }
        }
    }

    /** Marks what the layers above the base hold. */
    private void mark(JobControl steering) throws IOException {
        var source = nodes.source();
        long length = source.length();
        for (long at = 0; at < length; ) {
            var run = source.chainStatus(at, length - at, Optional.of(plan.end()));
            if (ChainRanges.held(run)) {
                dirty().set(at, run.length());
            }
            at += run.length();
            steering.pausePoint();
        }
    }

    private void copy(JobControl steering, int atOnce) throws IOException {
        var copy = nodes.copy();
        new BlockCopy(steering, BlockCopy.Policy.of(options.onError()), atOnce)
                .run(new DirtyRanges(dirty(), () -> copy.stride(steering)), copy);
    }

    @Override
    public boolean endsSoftly() {
        return true;
    }

    @Override
    public void prepare() throws IOException {
        platform.graph()
                .exclusively(
                        () -> {
                            end();
                            return true;
                        });
    }

    /** With nobody writing: copies what was written last, and changes over if that is wanted. */
    private void end() throws IOException {
        var steering = control;
        if (steering == null) {
            throw new IllegalStateException("the job did not run");
        }
        try (var still = platform.graph().drain(List.of(nodes.uppermost()))) {
            copyRest(nodes.copy());
            nodes.target().flush();
            stopTracking();
            if (steering.ending()) {
                nodes.letGo();
            } else {
                nodes.leaveWritable();
                nodes.pivot();
            }
        }
    }

    private void copyRest(LaneCopy copy) throws IOException {
        var ranges = new DirtyRanges(dirty(), () -> LaneCopy.CHUNK);
        for (var range = ranges.next(); range.isPresent(); range = ranges.next()) {
            try {
                copy.copy(range.get());
            } catch (CopyFailure e) {
                throw e.why();
            }
        }
    }

    private void stopTracking() {
        if (tracker != null) {
            tracker.close();
        }
    }

    @Override
    public void abort() {
        CommitBody.letGo(nodes);
    }

    @Override
    public void clean() {
        stopTracking();
        nodes.close();
    }
}
