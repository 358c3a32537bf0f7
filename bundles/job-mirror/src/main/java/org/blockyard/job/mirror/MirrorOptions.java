package org.blockyard.job.mirror;

import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.OnError;
import org.blockyard.job.kit.BlockCopy;
import org.blockyard.option.Option;

/**
 * The options that both ways to start a mirror have; a {@code flat} member of their arguments.
 *
 * @param device the disk
 * @param replaces the node that the target replaces at the end
 * @param sync what is copied at the beginning
 * @param granularity bytes that are copied in one piece
 * @param bufSize memory for buffers
 * @param onSourceError what is done when the disk can't be read
 * @param onTargetError what is done when the target can't be written
 * @param copyMode when guests' writes are copied
 * @param targetIsZero whether the target is known to read as zeroes
 * @param xBlockyardBitmap the bitmap that says what else is copied
 */
record MirrorOptions(
        @Option("node name of the disk") String device,
        @Option("node that the target replaces when the job completes; the disk if left out")
                Optional<String> replaces,
        @Option("what is copied at the beginning") MirrorSync sync,
        @Option(
                        value =
                                "bytes copied in one piece, a power of two from 512 to 64M; the"
                                        + " target's cluster size within 4K and 64K if left out",
                        min = 0,
                        max = 0xffffffffL)
                Optional<Long> granularity,
        @Option(value = "bytes of memory for buffers; 16M if left out or 0") Optional<Long> bufSize,
        @Option(value = "what to do when the disk can't be read", byDefault = "report")
                OnError onSourceError,
        @Option(value = "what to do when the target can't be written", byDefault = "report")
                OnError onTargetError,
        @Option(value = "when guests' writes are copied", byDefault = "background")
                CopyMode copyMode,
        @Option(
                        value = "the target reads as zeroes and need not be zeroed",
                        byDefault = "false",
                        since = "10.1")
                boolean targetIsZero,
        @Option(
                        "dirty bitmap of the disk: what is dirty in it is copied at the beginning"
                                + " too, and at the end it says what the target lacks")
                Optional<String> xBlockyardBitmap) {
    private static final long DEFAULT_MEMORY = 16 << 20;
    private static final long LEAST_PIECE = 512;
    private static final long MOST_PIECE = 64 << 20;

    /** Checks the granularity. */
    void checkGranularity() throws BlockException {
        long piece = granularity.orElse(0L);
        if (piece != 0 && (piece < LEAST_PIECE || piece > MOST_PIECE)) {
            throw wrong("Parameter 'granularity' expects a value in range [512B, 64MB]");
        }
        if (piece != 0 && Long.bitCount(piece) != 1) {
            throw wrong("Parameter 'granularity' expects a power of 2");
        }
    }

    /** Checks the rest. */
    void check() throws BlockException {
        if (sync == MirrorSync.INCREMENTAL || sync == MirrorSync.BITMAP) {
            throw wrong("Sync mode '" + sync.word() + "' not supported");
        }
        if (bufSize.orElse(0L) < 0) {
            throw wrong("Invalid parameter 'buf-size'");
        }
    }

    /** Memory for buffers. */
    long memory() {
        return bufSize.filter(size -> size > 0).orElse(DEFAULT_MEMORY);
    }

    /** What is done about failures. */
    BlockCopy.Policy errors() {
        return new BlockCopy.Policy(onSourceError, onTargetError, false);
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
