package org.blockyard.job.backup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.blockyard.driver.CopyStep;
import org.blockyard.job.JobControl;
import org.jspecify.annotations.Nullable;

/** Several threads that copy until nothing is left, something fails, or the job is to rest. */
final class Round {
    private final JobControl control;
    private final Moment moment;
    private final Progress progress;
    private final long chunk;
    private final AtomicLong cursor;
    private volatile CopyStep.@Nullable Failed failed;
    private volatile @Nullable Throwable broken;
    private volatile boolean finished;

    /**
     * A round that has not begun.
     *
     * @param cursor where the rounds before have come to
     */
    Round(JobControl control, Moment moment, Progress progress, long chunk, AtomicLong cursor) {
        this.control = control;
        this.moment = moment;
        this.progress = progress;
        this.chunk = chunk;
        this.cursor = cursor;
    }

    /**
     * Copies; returns when nobody copies any more.
     *
     * @return whether nothing is left
     */
    boolean run(int workers) throws IOException {
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < workers; i++) {
            others.add(Thread.ofVirtual().name("copy of job " + control.id()).start(this::work));
        }
        work();
        for (var other : others) {
            join(other);
        }
        switch (broken) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable t -> throw new IOException(t);
        }
        return finished;
    }

    /** What failed, if anything did. */
    Optional<CopyStep.Failed> failed() {
        return Optional.ofNullable(failed);
    }

    private void work() {
        try {
            while (!finished && failed == null && broken == null && !control.pausing()) {
                step();
            }
        } catch (Throwable t) {
            broken = t;
        }
    }

    private void step() throws IOException {
        long from = cursor.getAndAdd(chunk);
        switch (moment.use(copy -> copy.copyNext(from, chunk))) {
            case CopyStep.Copied done -> {
                cursor.accumulateAndGet(done.offset() + done.length(), Math::max);
                progress.update();
                control.pace(done.moved());
            }
            case CopyStep.LeftOut out -> progress.leaveOut(out.length());
            case CopyStep.Failed failure -> failed = failure;
            case CopyStep.Finished() -> finished = true;
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
