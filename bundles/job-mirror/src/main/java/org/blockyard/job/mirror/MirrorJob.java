package org.blockyard.job.mirror;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.graph.Lane;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.IoErrorAction;
import org.blockyard.job.JobBody;
import org.blockyard.job.JobControl;
import org.blockyard.job.JobVerb;
import org.blockyard.job.kit.LaneCopy;
import org.blockyard.job.mirror.top.GuestWrites;
import org.blockyard.platform.Platform;
import org.jspecify.annotations.Nullable;

/**
 * Copies a disk while it is written, and what is written too, until the copy takes its place or is
 * left as it is. When it is told to end, guests' writes go to both disks until the rest is copied,
 * so that it ends whatever they write.
 */
final class MirrorJob implements JobBody {
    private static final System.Logger LOG = System.getLogger(MirrorJob.class.getName());
    private static final Duration SLICE = Duration.ofMillis(100);

    /** What may be left to be copied when it says that it is ready: some milliseconds' work. */
    private static final long SMALL_REST = 4L << 20;

    private final MirrorPlan plan;
    private final MirrorNodes nodes;
    private final Ending ending;
    private final BufferPool buffers;
    private volatile @Nullable Work work;
    private volatile boolean marked;
    private boolean ready;

    /** What there is while it works. */
    private record Work(
            JobControl control,
            Lane source,
            Lane target,
            Mirroring mirroring,
            DirtyCopy copy,
            Optional<Remainder> remainder) {}

    /**
     * A mirror that has not begun.
     *
     * @param nodes with the filter in its place
     * @param ending what becomes of the target
     */
    MirrorJob(MirrorPlan plan, MirrorNodes nodes, Ending ending, Platform platform) {
        this.plan = plan;
        this.nodes = nodes;
        this.ending = ending;
        this.buffers = platform.buffers();
    }

    @Override
    public void run(JobControl control) throws IOException {
        requireSameLength();
        var now = begin(control);
        mark(now);
        marked = true;
        control.remaining(now.copy().rest());
        while (!mayEnd(now)) {
            now.mirroring().check();
            control.pausePoint();
            now.mirroring().targetMayWorkAgain();
            now.copy().round(control);
            if (now.copy().rest() <= SMALL_REST) {
                sayReady(now);
                waitForMore(now);
            }
        }
    }

    private void requireSameLength() throws BlockException {
        if (nodes.source().length() != nodes.target().length()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "Source and target image have different sizes");
        }
    }

    private Work begin(JobControl control) throws IOException {
        var source = nodes.openSource();
        var target = nodes.openTarget();
        var bits = Granularity.bits(plan, nodes);
        var mirroring =
                new Mirroring(bits, nodes.openTarget(), plan.copyMode() == CopyMode.WRITE_BLOCKING);
        var copy =
                new DirtyCopy(
                        mirroring,
                        new LaneCopy(source, target, buffers, LaneCopy.Manner.PLAIN),
                        plan.errors(),
                        CopyPace.of(plan.memory(), bits.granularity()));
        var remainder = plan.bitmap().map(map -> new Remainder(map, "job '" + control.id() + "'"));
        var now = new Work(control, source, target, mirroring, copy, remainder);
        mirroring.tell(failure -> targetFailed(now, failure), control::wake);
        work = now;
        nodes.watch(
                mirroring,
                () -> {
                    if (remainder.isPresent()) {
                        remainder.get().begin(bits);
                    }
                });
        return now;
    }

    private void targetFailed(Work now, BlockException failure) {
        var action = now.control().failed(false, failure, plan.errors().onTarget());
        if (action == IoErrorAction.REPORT) {
            now.mirroring().fail(failure);
        }
        now.control().wake();
    }

    private void mark(Work now) throws IOException {
        var marks =
                new InitialMarks(now.source(), now.target(), now.mirroring().bits(), now.control());
        var base = Filters.backing(nodes.source());
        if (plan.sync() == MirrorSync.TOP && base.isPresent()) {
            marks.above(base.get().name());
        } else if (plan.sync() != MirrorSync.NONE) {
            marks.full(plan.targetIsZero(), Granularity.unmaps(nodes.target()));
        }
    }

    private void sayReady(Work now) throws IOException {
        if (!ready) {
            now.target().flush();
            now.control().becomeReady();
            ready = true;
        }
    }

    /**
     * What is written again and again is copied once in a while; at the end there is no waiting.
     */
    private static void waitForMore(Work now) throws BlockException {
        if (!hurries(now.control())) {
            now.control().await(SLICE);
        }
    }

    private static boolean hurries(JobControl control) {
        return control.completing() || control.ending();
    }

    /** Whether all is copied and stays so, since guests' writes go to both. */
    private boolean mayEnd(Work now) throws IOException {
        if (!hurries(now.control())) {
            return false;
        }
        if (!now.mirroring().blocking()) {
            writeToBoth(now);
        }
        return now.copy().rest() == 0;
    }

    private void writeToBoth(Work now) throws IOException {
        nodes.watch(now.mirroring(), now.mirroring()::block);
    }

    /** With the disk at rest: what a failure left, and the change of the graph. */
    @Override
    public void prepare() throws IOException {
        var now = work;
        if (now == null) {
            return;
        }
        try (var _ = nodes.drain()) {
            now.mirroring().check();
            now.copy().finish();
            now.target().flush();
            now.mirroring().over();
            now.remainder().ifPresent(left -> left.end(now.copy().lacking()));
            if (now.control().completing()) {
                ending.pivot(nodes);
            } else {
                nodes.takeOut();
            }
        }
    }

    @Override
    public void abort() {
        var now = work;
        try {
            nodes.watch(GuestWrites.UNWATCHED, () -> giveUp(now, Remainder::end));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the filter of a mirror is gone already", e);
            giveUp(now, Remainder::endInMotion);
        }
        try {
            nodes.takeOut();
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the filter of a mirror could not be taken out", e);
        }
    }

    private void giveUp(@Nullable Work now, BiConsumer<Remainder, DirtyBits> way) {
        if (now != null) {
            now.mirroring().over();
            now.remainder().ifPresent(left -> way.accept(left, lacking(now)));
        }
    }

    /** What the target lacks: all of it as long as it was not looked at whole. */
    private DirtyBits lacking(Work now) {
        var lacking = now.copy().lacking();
        if (!marked) {
            lacking.set(0, lacking.length());
        }
        return lacking;
    }

    @Override
    public void clean() {
        nodes.release();
        ending.clean();
    }

    @Override
    public boolean accepts(JobVerb verb) {
        return true;
    }

    @Override
    public boolean endsSoftly() {
        return true;
    }

    @Override
    public void completing() throws IOException {
        ending.check();
    }

    @Override
    public void change(Map<String, Object> options) throws IOException {
        var wanted = MirrorChange.read(options);
        if (wanted.copyMode() == CopyMode.BACKGROUND) {
            if (currentMode() != CopyMode.BACKGROUND) {
                throw new BlockException(
                        ErrorKind.UNSUPPORTED,
                        "Change to copy mode 'background' is not implemented");
            }
            return;
        }
        var now = work;
        if (now == null) {
            throw new BlockException(
                    ErrorKind.BUSY, "The mirror has not begun yet and cannot be changed");
        }
        writeToBoth(now);
        now.control().wake();
    }

    private CopyMode currentMode() {
        var now = work;
        if (now == null) {
            return plan.copyMode();
        }
        return now.mirroring().blocking() ? CopyMode.WRITE_BLOCKING : CopyMode.BACKGROUND;
    }

    @Override
    public Map<String, Object> details() {
        var now = work;
        boolean synced = now != null && now.mirroring().blocking() && now.copy().rest() == 0;
        return Map.of("actively-synced", synced);
    }
}
