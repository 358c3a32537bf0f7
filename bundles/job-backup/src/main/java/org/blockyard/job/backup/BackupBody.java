package org.blockyard.job.backup;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.blockyard.bitmap.DirtyBitmap;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.bitmap.FrozenBitmap;
import org.blockyard.driver.CopyBeforeWrite;
import org.blockyard.driver.CopyStep;
import org.blockyard.io.BlockException;
import org.blockyard.job.IoErrorAction;
import org.blockyard.job.JobBody;
import org.blockyard.job.JobControl;
import org.blockyard.platform.LazyLogger;

/** A backup at work: has the filter copy what is left, and settles the bitmap at the end. */
final class BackupBody implements JobBody {
    private static final System.Logger LOG = LazyLogger.of(BackupBody.class);

    /** More would only wait for each other, and have the guest's writes wait behind them. */
    private static final int MOST_WORKERS = 4;

    /** What is copied in one piece unless a limit is given. */
    private static final long CHUNK = 1 << 20;

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration BREATH = Duration.ofMillis(100);

    private final BackupOptions options;
    private final Moment moment;
    private final Optional<DirtyBitmap> bitmap;
    private final Optional<FrozenBitmap> frozen;
    private final AtomicLong cursor = new AtomicLong();

    BackupBody(
            BackupOptions options,
            Moment moment,
            Optional<DirtyBitmap> bitmap,
            Optional<FrozenBitmap> frozen) {
        this.options = options;
        this.moment = moment;
        this.bitmap = bitmap;
        this.frozen = frozen;
    }

    @Override
    public void run(JobControl control) throws IOException {
        var progress = new Progress(control, moment);
        if (options.sync() == SyncMode.NONE) {
            while (true) {
                control.await(LOOK); // until it is cancelled
                progress.update();
            }
        }
        copy(control, progress);
        flush(control);
    }

    private void copy(JobControl control, Progress progress) throws IOException {
        int workers = (int) Math.min(MOST_WORKERS, options.performance().maxWorkers());
        long most = options.performance().maxChunk();
        long chunk = most == 0 ? CHUNK : Math.min(CHUNK, most);
        while (true) {
            control.pausePoint();
            var round = new Round(control, moment, progress, chunk, cursor);
            boolean finished = round.run(workers);
            progress.update();
            if (round.failed().isPresent()) {
                failed(control, round.failed().get());
            } else if (finished) {
                return;
            }
        }
    }

    private void failed(JobControl control, CopyStep.Failed failure) throws BlockException {
        var policy = options.policy(failure.reading());
        var action = control.failed(failure.reading(), failure.failure(), policy);
        if (action == IoErrorAction.REPORT) {
            throw failure.failure();
        }
        cursor.set(failure.offset());
        if (action == IoErrorAction.IGNORE) {
            control.await(BREATH); // it is tried again until it works or somebody has enough
        }
    }

    private void flush(JobControl control) throws IOException {
        while (true) {
            try {
                moment.flushTarget();
                return;
            } catch (BlockException e) {
                var action = control.failed(false, e, options.onTargetError());
                if (action == IoErrorAction.REPORT) {
                    throw e;
                }
                control.await(BREATH);
            }
        }
    }

    @Override
    public void commit() {
        frozen.ifPresent(
                bits -> {
                    if (options.clearing() == BitmapMode.NEVER) {
                        bits.close();
                    } else {
                        bits.settle();
                    }
                });
    }

    /** What was not copied stays in the bitmap, and all of it unless it is always cleared. */
    @Override
    public void abort() {
        if (frozen.isEmpty()) {
            return;
        }
        if (options.clearing() != BitmapMode.ALWAYS) {
            frozen.get().close();
            return;
        }
        try {
            DirtyBits left = moment.use(CopyBeforeWrite::yetToCopy);
            frozen.get().settle();
            bitmap.orElseThrow().bits().add(left);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the bitmap of a backup keeps what was copied", e);
            frozen.get().close();
        }
    }

    @Override
    public void clean() {
        try {
            moment.endWithTarget();
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the filter of a backup can't be taken out", e);
        }
    }
}
