package org.blockyard.job.backup;

import java.util.Optional;
import org.blockyard.job.OnError;
import org.blockyard.job.kit.BlockJobOptions;
import org.blockyard.option.Option;

/**
 * What all commands that take a backup have in common.
 *
 * @param job what all block jobs have
 * @param device the node that is copied
 * @param sync what of it is copied
 * @param bitmap a bitmap that says what is copied, or is to be cleared of it
 * @param bitmapMode when the bitmap is cleared
 * @param compress whether the target stores compressed data
 * @param onSourceError what to do when a read fails
 * @param onTargetError what to do when a write fails
 * @param filterNodeName the name of the filter that is put above the node
 * @param discardSource whether what was copied is discarded in the source
 * @param xPerf how the work is done
 */
public record BackupOptions(
        @Option(value = "what all block jobs have", flat = true) BlockJobOptions job,
        @Option("the node that is copied") String device,
        @Option("what of it is copied") SyncMode sync,
        @Option("a dirty bitmap that says what is copied, or is to be cleared of it")
                Optional<String> bitmap,
        @Option("when the bitmap is cleared of what was copied") Optional<BitmapMode> bitmapMode,
        @Option(value = "have the target store compressed data", byDefault = "off")
                boolean compress,
        @Option(value = "what to do when a read fails", byDefault = "report") OnError onSourceError,
        @Option(value = "what to do when a write fails", byDefault = "report")
                OnError onTargetError,
        @Option("name of the filter that is put above the node; made up if left out")
                Optional<String> filterNodeName,
        @Option(value = "discard in the source what was copied", byDefault = "off", since = "9.1")
                boolean discardSource,
        @Option("how the work is done") Optional<Performance> xPerf) {
    Performance performance() {
        return xPerf.orElse(Performance.USUAL);
    }

    /** Whether a bitmap says what is copied. */
    boolean byBitmap() {
        return sync == SyncMode.BITMAP || sync == SyncMode.INCREMENTAL;
    }

    /** When the bitmap is cleared, whichever way that was said. */
    BitmapMode clearing() {
        return sync == SyncMode.INCREMENTAL
                ? BitmapMode.ON_SUCCESS
                : bitmapMode.orElse(BitmapMode.ON_SUCCESS);
    }

    OnError policy(boolean reading) {
        return reading ? onSourceError : onTargetError;
    }
}
