package org.blockyard.commands.node;

import java.util.List;
import java.util.Optional;
import org.blockyard.graph.LatencyHistogram;
import org.blockyard.graph.NodeStatistics;
import org.blockyard.option.Option;

/** Counts of requests in QMP's form. What is not counted is 0, as where a device has not got it. */
record BlockDeviceStats(
        @Option(value = "bytes read", name = "rd_bytes") long rdBytes,
        @Option(value = "bytes written, zeroes among them", name = "wr_bytes") long wrBytes,
        @Option(value = "always 0", name = "zone_append_bytes") long zoneAppendBytes,
        @Option(value = "bytes discarded", name = "unmap_bytes") long unmapBytes,
        @Option(value = "reads done", name = "rd_operations") long rdOperations,
        @Option(value = "writes done", name = "wr_operations") long wrOperations,
        @Option(value = "always 0", name = "zone_append_operations") long zoneAppendOperations,
        @Option(value = "flushes done", name = "flush_operations") long flushOperations,
        @Option(value = "discards done", name = "unmap_operations") long unmapOperations,
        @Option(value = "nanoseconds of reads", name = "rd_total_time_ns") long rdTotalTimeNs,
        @Option(value = "nanoseconds of writes", name = "wr_total_time_ns") long wrTotalTimeNs,
        @Option(value = "always 0", name = "zone_append_total_time_ns") long zoneAppendTotalTimeNs,
        @Option(value = "nanoseconds of flushes", name = "flush_total_time_ns")
                long flushTotalTimeNs,
        @Option(value = "nanoseconds of discards", name = "unmap_total_time_ns")
                long unmapTotalTimeNs,
        @Option(value = "end of the highest write", name = "wr_highest_offset")
                long wrHighestOffset,
        @Option(value = "always 0", name = "rd_merged") long rdMerged,
        @Option(value = "always 0", name = "wr_merged") long wrMerged,
        @Option(value = "always 0", name = "zone_append_merged") long zoneAppendMerged,
        @Option(value = "always 0", name = "unmap_merged") long unmapMerged,
        @Option(value = "nanoseconds since the last request", name = "idle_time_ns")
                Optional<Long> idleTimeNs,
        @Option(value = "reads that failed", name = "failed_rd_operations") long failedRdOperations,
        @Option(value = "writes that failed", name = "failed_wr_operations")
                long failedWrOperations,
        @Option(value = "always 0", name = "failed_zone_append_operations")
                long failedZoneAppendOperations,
        @Option(value = "flushes that failed", name = "failed_flush_operations")
                long failedFlushOperations,
        @Option(value = "discards that failed", name = "failed_unmap_operations")
                long failedUnmapOperations,
        @Option(value = "reads that were refused", name = "invalid_rd_operations")
                long invalidRdOperations,
        @Option(value = "writes that were refused", name = "invalid_wr_operations")
                long invalidWrOperations,
        @Option(value = "always 0", name = "invalid_zone_append_operations")
                long invalidZoneAppendOperations,
        @Option(value = "flushes that were refused", name = "invalid_flush_operations")
                long invalidFlushOperations,
        @Option(value = "discards that were refused", name = "invalid_unmap_operations")
                long invalidUnmapOperations,
        @Option(value = "always false", name = "account_invalid") boolean accountInvalid,
        @Option(value = "always false", name = "account_failed") boolean accountFailed,
        @Option(value = "always empty", name = "timed_stats") List<Object> timedStats,
        @Option(
                        value = "how long reads took, if block-latency-histogram-set asked for it",
                        name = "rd_latency_histogram")
                Optional<BlockLatencyHistogramInfo> rdLatencyHistogram,
        @Option(value = "the same of writes, zeroes among them", name = "wr_latency_histogram")
                Optional<BlockLatencyHistogramInfo> wrLatencyHistogram,
        @Option(value = "never there", name = "zone_append_latency_histogram")
                Optional<BlockLatencyHistogramInfo> zoneAppendLatencyHistogram,
        @Option(value = "the same of flushes", name = "flush_latency_histogram")
                Optional<BlockLatencyHistogramInfo> flushLatencyHistogram) {
    record BlockLatencyHistogramInfo(
            @Option("times in nanoseconds, ascending") List<Long> boundaries,
            @Option(
                            "how many took that long: below the first, from each to below the next, from the last on")
                    List<Long> bins) {
        private static BlockLatencyHistogramInfo of(LatencyHistogram histogram) {
            return new BlockLatencyHistogramInfo(histogram.boundaries(), histogram.bins());
        }
    }

    /** Counts in this form. */
    static BlockDeviceStats of(NodeStatistics done) {
        return new BlockDeviceStats(
                done.reads().bytes(),
                done.writes().bytes() + done.zeroes().bytes(),
                0,
                done.discards().bytes(),
                done.reads().done(),
                done.writes().done() + done.zeroes().done(),
                0,
                done.flushes().done(),
                done.discards().done(),
                done.reads().nanos(),
                done.writes().nanos() + done.zeroes().nanos(),
                0,
                done.flushes().nanos(),
                done.discards().nanos(),
                done.highestOffset(),
                0,
                0,
                0,
                0,
                done.idleNanos() < 0 ? Optional.empty() : Optional.of(done.idleNanos()),
                done.reads().failed(),
                done.writes().failed() + done.zeroes().failed(),
                0,
                done.flushes().failed(),
                done.discards().failed(),
                done.reads().invalid(),
                done.writes().invalid() + done.zeroes().invalid(),
                0,
                done.flushes().invalid(),
                done.discards().invalid(),
                false,
                false,
                List.of(),
                done.reads().chosen().map(BlockLatencyHistogramInfo::of),
                written(done).map(BlockLatencyHistogramInfo::of),
                Optional.empty(),
                done.flushes().chosen().map(BlockLatencyHistogramInfo::of));
    }

    /** Both kinds of writes get their boundaries together, so they have the same. */
    private static Optional<LatencyHistogram> written(NodeStatistics done) {
        var zeroes = done.zeroes().chosen();
        return done.writes()
                .chosen()
                .filter(data -> zeroes.isPresent())
                .map(data -> data.plus(zeroes.orElseThrow()));
    }
}
