package org.blockyard.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.blockyard.export.ExportStatistics;
import org.blockyard.export.ExportStatistics.Count;
import org.blockyard.export.ExportStatistics.Work;
import org.blockyard.graph.LatencyHistogram;
import org.blockyard.graph.NodeStatistics;
import org.blockyard.graph.NodeStatistics.Counter;
import org.junit.jupiter.api.Test;

class StatisticsLogTest {
    private static final Counter NONE = new Counter(0, 0, 0, 0);

    private static NodeStatistics node(Counter reads, Counter flushes) {
        return new NodeStatistics(reads, NONE, NONE, NONE, flushes, 0, 0, -1);
    }

    @Test
    void aNodesSentenceNamesTheKindsThatThereWere() {
        var took = new LatencyHistogram(List.of(5_000L, 10_000L), List.of(0L, 100L, 0L));
        var reads = new Counter(100, 1, 409_600, 700_000, 2, took, Optional.empty());
        var flushes = new Counter(3, 0, 0, 90);
        assertEquals(
                "100 reads (400 KiB, 99 % below 9 µs, 3 failed), 3 flushes (0 B, 99 % below 0 µs, 0 failed)",
                StatisticsLog.sentence(node(reads, flushes)));
        assertEquals("", StatisticsLog.sentence(node(NONE, NONE)));
    }

    @Test
    void anExportsSentenceSumsUpItsClients() {
        var work =
                new Work(
                        new Count(10, 40_960),
                        new Count(2, 1024),
                        new Count(1, 1024),
                        Count.NONE,
                        new Count(1, 0),
                        Count.NONE,
                        4);
        assertEquals(
                "3 clients, 14 requests, 40 KiB read, 2 KiB written, 4 errors",
                StatisticsLog.sentence(new ExportStatistics(List.of(), 3, work)));
    }
}
