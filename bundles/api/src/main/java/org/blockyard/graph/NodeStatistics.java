package org.blockyard.graph;

import java.util.Optional;

/**
 * What was done through a node since it was opened.
 *
 * @param reads and the like: what was counted by kind
 * @param highestOffset the end of the highest write so far
 * @param inFlight requests under way now
 * @param idleNanos nanoseconds since the last request, or -1 if there was none. Where requests are
 *     quick it is found out at each look at the statistics: then it may be too long by up to 31
 *     requests, never by more than the time since the last look
 */
public record NodeStatistics(
        Counter reads,
        Counter writes,
        Counter zeroes,
        Counter discards,
        Counter flushes,
        long highestOffset,
        int inFlight,
        long idleNanos) {
    /** What was counted of a kind. */
    public Counter of(RequestKind kind) {
        return switch (kind) {
            case READ -> reads;
            case WRITE -> writes;
            case ZEROES -> zeroes;
            case DISCARD -> discards;
            case FLUSH -> flushes;
        };
    }

    /**
     * One kind of request. Counts of requests and bytes are exact. Of requests that are answered at
     * once some are timed and stand for their neighbours, so the times are close, and the latencies
     * add up to {@code done}.
     *
     * @param done requests that succeeded
     * @param failed requests that failed
     * @param bytes bytes of those that succeeded
     * @param nanos nanoseconds they took, summed up
     * @param invalid requests that were refused: beyond the end, or writing where that is not
     *     allowed
     * @param latencies how long those took that succeeded
     * @param chosen the same since {@link BlockNode#countLatencies} was called, by its boundaries
     */
    public record Counter(
            long done,
            long failed,
            long bytes,
            long nanos,
            long invalid,
            LatencyHistogram latencies,
            Optional<LatencyHistogram> chosen) {
        /** A counter that has no more than these. */
        public Counter(long done, long failed, long bytes, long nanos) {
            this(done, failed, bytes, nanos, 0, LatencyHistogram.EMPTY, Optional.empty());
        }
    }
}
