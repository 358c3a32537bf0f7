package org.blockyard.graph;

/**
 * What was done through a node since it was opened.
 *
 * @param reads and the like: counts of requests by kind, bytes, nanoseconds spent, failures
 * @param highestOffset the end of the highest write so far
 * @param inFlight requests under way now
 * @param idleNanos nanoseconds since the last request, or -1 if there was none
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
    /**
     * One kind of request.
     *
     * @param done requests that succeeded
     * @param failed requests that failed
     * @param bytes bytes of those that succeeded
     * @param nanos nanoseconds they took, summed up
     */
    public record Counter(long done, long failed, long bytes, long nanos) {}
}
