package org.blockyard.metrics.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.blockyard.graph.LatencyHistogram;
import org.blockyard.metrics.text.Family.Type;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
    private static void write(MetricsText page) {
        page.bytes("disk", Type.COUNTER, "Bytes.").add(Labels.of("node", "a"), 7);
        page.family("build", Type.INFO, "What.").say(Labels.of("version", "1"));
        page.family("state", Type.STATESET, "Where.")
                .state(Labels.of("node", "a"), List.of("up", "down"), "up");
        page.seconds("gc", Type.SUMMARY, "Pauses.").summary(Labels.NONE, 2, 1_500_000_000);
        page.seconds("took", Type.HISTOGRAM, "Times.")
                .histogram(
                        Labels.NONE,
                        new LatencyHistogram(List.of(1_000L, 1_000_000_000L), List.of(3L, 0L, 1L)),
                        2_000_000_000);
    }

    @Test
    void openMetricsNamesUnitsAndEndsThePage() {
        var page = new MetricsText(Exposition.OPENMETRICS);
        write(page);
        assertEquals(
                """
                # TYPE disk_bytes counter
                # UNIT disk_bytes bytes
                # HELP disk_bytes Bytes.
                disk_bytes_total{node="a"} 7
                # TYPE build info
                # HELP build What.
                build_info{version="1"} 1
                # TYPE state stateset
                # HELP state Where.
                state{node="a",state="up"} 1
                state{node="a",state="down"} 0
                # TYPE gc_seconds summary
                # UNIT gc_seconds seconds
                # HELP gc_seconds Pauses.
                gc_seconds_count 2
                gc_seconds_sum 1.500000000
                # TYPE took_seconds histogram
                # UNIT took_seconds seconds
                # HELP took_seconds Times.
                took_seconds_bucket{le="0.000001"} 3
                took_seconds_bucket{le="1.0"} 3
                took_seconds_bucket{le="+Inf"} 4
                took_seconds_count 4
                took_seconds_sum 2.000000000
                # EOF
                """,
                page.end());
    }

    @Test
    void theOlderFormNamesSamplesInItsHeadsAndKnowsFewerTypes() {
        var page = new MetricsText(Exposition.PROMETHEUS);
        page.bytes("disk", Type.COUNTER, "Bytes.").add(Labels.NONE, 7);
        page.family("build", Type.INFO, "What.").say(Labels.of("version", "1"));
        page.family("state", Type.STATESET, "Where.").state(Labels.NONE, List.of("up"), "up");
        assertEquals(
                """
                # TYPE disk_bytes_total counter
                # HELP disk_bytes_total Bytes.
                disk_bytes_total 7
                # TYPE build_info gauge
                # HELP build_info What.
                build_info{version="1"} 1
                # TYPE state gauge
                # HELP state Where.
                state{state="up"} 1
                """,
                page.end());
    }

    @Test
    void namesThatUsersGaveCanNotBreakOutOfALabel() {
        assertEquals(
                "node=\"a\\\"} 1\\nx\\\\\",kind=\"read\"",
                Labels.of("node", "a\"} 1\nx\\", "kind", "read").text());
    }
}
