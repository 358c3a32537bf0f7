package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockyard.itest.kit.QmpClient;
import org.blockyard.option.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client of throttled disks gets the rates that their group allows. */
class ThrottlePeersTest {
    /**
     * A tenth of a second's requests pass at once, and a loaded machine is slower than it may be.
     */
    private static final double TOO_SLOW = 4;

    @TempDir Path folder;

    @BeforeEach
    void needed() {
        Tool.requires("qemu-img");
    }

    private static void ask(QmpClient qmp, String command, String json) throws Exception {
        var answer = qmp.ask(command, QmpClient.object(Json.parse(json)));
        assertTrue(answer.containsKey("return"), answer::toString);
    }

    private static void disk(QmpClient qmp, String name) throws Exception {
        ask(
                qmp,
                "blockdev-add",
                """
                {"driver": "throttle", "node-name": "%s", "throttle-group": "g",
                 "file": {"driver": "null-co", "size": 67108864, "read-zeroes": true}}
                """
                        .formatted(name));
        ask(
                qmp,
                "block-export-add",
                """
                {"type": "nbd", "id": "%1$s", "node-name": "%1$s", "name": "%1$s", "writable": true}
                """
                        .formatted(name));
    }

    private double bench(String disk, int requests, int size, boolean writes) {
        long start = System.nanoTime();
        var line = new ArrayList<>(List.of("qemu-img", "bench", "-f", "raw", "-d", "8"));
        if (writes) {
            line.add("-w");
        }
        line.addAll(List.of("-c", requests + "", "-s", size + ""));
        line.add("nbd+unix:///" + disk + "?socket=" + folder.resolve("nbd.sock"));
        Tool.run(line, Map.of()).ok();
        return (System.nanoTime() - start) / 1e9;
    }

    private static void took(double least, double seconds) {
        assertTrue(
                seconds >= least && seconds <= least * TOO_SLOW + 2,
                () -> "it took " + seconds + " s and should take " + least);
    }

    @Test
    void ratesHoldForBothDirectionsAreSharedAndChangedLive() throws Exception {
        try (var daemon = Daemon.startIn(folder, folder);
                var qmp = daemon.qmp()) {
            ask(
                    qmp,
                    "nbd-server-start",
                    """
                    {"addr": {"type": "unix", "data": {"path": "%s"}}}
                    """
                            .formatted(folder.resolve("nbd.sock")));
            ask(
                    qmp,
                    "object-add",
                    """
                    {"qom-type": "throttle-group", "id": "g", "limits": {"iops-total": 400}}
                    """);
            disk(qmp, "one");
            disk(qmp, "two");
            took(1, bench("one", 440, 4096, false));
            took(1, bench("one", 440, 4096, true));
            var other = new double[1];
            var beside = Thread.ofVirtual().start(() -> other[0] = bench("two", 300, 4096, true));
            double mine = bench("one", 300, 4096, false);
            beside.join();
            took(1.3, Math.max(mine, other[0]));
            limit(qmp, "{\"iops-total\": 0, \"bps-write\": 4194304}");
            took(1, bench("one", 75, 65536, true));
            limit(qmp, "{\"bps-write\": 0}");
            assertTrue(bench("one", 2000, 4096, false) < 5);
        }
    }

    private static void limit(QmpClient qmp, String limits) throws Exception {
        ask(
                qmp,
                "qom-set",
                "{\"path\": \"/objects/g\", \"property\": \"limits\", \"value\": " + limits + "}");
    }
}
