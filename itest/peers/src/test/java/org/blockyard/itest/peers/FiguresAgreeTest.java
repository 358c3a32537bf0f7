package org.blockyard.itest.peers;

import static org.blockyard.itest.kit.QmpClient.object;
import static org.blockyard.itest.kit.QmpClient.objects;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.itest.kit.QmpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client counts what it does; QMP, the shell, and the metrics as a parser of others reads them
 * say the same.
 */
class FiguresAgreeTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static final int READS = 1000;
    private static final int WRITES = 300;
    private static final int FLUSHES = 3;
    private static final int ZEROES = 5;
    private static final int DISCARDS = 2;

    /** Reads and writes by two connections, and one request that must fail. */
    private static final String LOAD =
            """
            import nbd, sys
            uri = "nbd+unix:///e?socket=" + sys.argv[1]
            reads, writes, flushes, zeroes, discards = map(int, sys.argv[2:])
            one, two = nbd.NBD(), nbd.NBD()
            for c in (one, two):
                c.connect_uri(uri)
            for i in range(reads):
                (one if i % 2 else two).pread(4096, i % 1000 * 4096)
            for i in range(writes):
                two.pwrite(b"x" * 8192, i % 500 * 8192)
            for i in range(zeroes):
                one.zero(65536, i * 65536)
            for i in range(discards):
                one.trim(65536, i * 65536)
            for i in range(flushes):
                two.flush()
            one.set_strict_mode(0)
            try:
                one.pread(4096, 1 << 40)
                sys.exit("it can't be read there")
            except nbd.Error:
                pass
            one.shutdown()
            two.shutdown()
            """;

    /** Prints every sample with its labels in order; it complains of what is not OpenMetrics. */
    private static final String PARSE =
            """
            import sys
            from %s import text_string_to_metric_families as families
            for family in families(sys.stdin.read() if len(sys.argv) < 2 else open(sys.argv[1]).read()):
                for s in family.samples:
                    labels = ",".join(k + "=" + v for k, v in sorted(s.labels.items()))
                    print(s.name + "{" + labels + "}", s.value)
            """;

    @TempDir Path folder;
    private Daemon daemon;

    @BeforeEach
    void serve() throws Exception {
        Tool.requires(PYTHON, "curl");
        requireModule("nbd");
        requireModule("prometheus_client.openmetrics.parser");
        var disk = folder.resolve("disk");
        try (var file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(16 << 20);
        }
        daemon =
                Daemon.start(
                        folder,
                        "--metrics",
                        "unix:" + folder.resolve("metrics.sock"),
                        "--shell-socket",
                        folder.resolve("shell.sock").toString(),
                        "--blockdev",
                        "driver=file,node-name=f,discard=unmap,filename=" + disk,
                        "--blockdev",
                        "driver=raw,node-name=r,discard=unmap,file=f",
                        "--nbd-server",
                        "addr.type=unix,addr.path=" + folder.resolve("nbd.sock"),
                        "--export",
                        "nbd,id=x,node-name=r,name=e,writable=on");
    }

    private static void requireModule(String name) {
        boolean present = Tool.run(PYTHON, "-c", "import " + name).status() == 0;
        if (!present && "true".equals(System.getenv("CI"))) {
            throw new AssertionError(name + " is missing, and in CI nothing is skipped");
        }
        org.junit.jupiter.api.Assumptions.assumeTrue(present, name + " is not installed");
    }

    @AfterEach
    void end() throws Exception {
        if (daemon != null) {
            daemon.close();
            assertTrue(Files.notExists(folder.resolve("metrics.sock")));
        }
    }

    private void load() {
        Tool.run(
                        PYTHON,
                        "-c",
                        LOAD,
                        folder.resolve("nbd.sock").toString(),
                        String.valueOf(READS),
                        String.valueOf(WRITES),
                        String.valueOf(FLUSHES),
                        String.valueOf(ZEROES),
                        String.valueOf(DISCARDS))
                .ok();
    }

    private Map<String, Double> metrics(String accept, String parser) throws Exception {
        var page =
                Tool.run(
                                "curl",
                                "-sS",
                                "--fail",
                                "--unix-socket",
                                folder.resolve("metrics.sock").toString(),
                                "-H",
                                "Accept: " + accept,
                                "http://localhost/metrics")
                        .ok()
                        .out();
        var file = Files.writeString(folder.resolve("page"), page);
        var samples = new HashMap<String, Double>();
        Tool.run(PYTHON, "-c", PARSE.formatted(parser), file.toString())
                .ok()
                .out()
                .lines()
                .forEach(
                        line -> {
                            int space = line.lastIndexOf(' ');
                            samples.put(
                                    line.substring(0, space),
                                    Double.valueOf(line.substring(space + 1)));
                        });
        return samples;
    }

    private static long number(Map<String, Object> tree, String... path) {
        Object at = tree;
        for (var name : path) {
            at = object(at).get(name);
        }
        return ((Number) at).longValue();
    }

    @Test
    void theClientTheExportTheNodesTheMetricsAndTheShellCountTheSame() throws Exception {
        load();
        try (var qmp = daemon.qmp()) {
            compareExport(qmp);
            for (var node : List.of("r", "f")) {
                compareNode(qmp, node);
            }
        }
        for (var form :
                Map.of(
                                "application/openmetrics-text; version=1.0.0",
                                "prometheus_client.openmetrics.parser",
                                "text/plain",
                                "prometheus_client.parser")
                        .entrySet()) {
            compareMetrics(metrics(form.getKey(), form.getValue()));
        }
        compareShell();
        daemon.close();
        var log = daemon.errors();
        assertTrue(
                log.contains(
                        "export 'x': 2 clients, 1311 requests, 3.91 MiB read, 2.66 MiB written, 1 errors"),
                log);
        assertTrue(log.contains("node 'f': 1000 reads (3.91 MiB, 99 % below "), log);
    }

    private static void compareExport(QmpClient qmp) throws Exception {
        var all = objects(qmp.execute("x-blockyard-export-stats", Map.of()));
        assertEquals(1, all.size());
        var export = all.getFirst();
        assertEquals("x", export.get("id"));
        assertEquals(2, number(export, "connections"));
        assertEquals(READS + 1, number(export, "work", "read", "requests"));
        assertEquals(READS * 4096L, number(export, "work", "read", "bytes"));
        assertEquals(WRITES, number(export, "work", "write", "requests"));
        assertEquals(WRITES * 8192L, number(export, "work", "write", "bytes"));
        assertEquals(ZEROES, number(export, "work", "zeroes", "requests"));
        assertEquals(DISCARDS, number(export, "work", "discard", "requests"));
        assertEquals(FLUSHES, number(export, "work", "flush", "requests"));
        assertEquals(1, number(export, "work", "errors"));
    }

    private static void compareNode(QmpClient qmp, String name) throws Exception {
        var node =
                objects(qmp.execute("query-blockstats", Map.of("query-nodes", true))).stream()
                        .filter(one -> name.equals(one.get("node-name")))
                        .findFirst()
                        .orElseThrow();
        assertEquals(READS, number(node, "stats", "rd_operations"));
        assertEquals(READS * 4096L, number(node, "stats", "rd_bytes"));
        assertEquals(WRITES + ZEROES, number(node, "stats", "wr_operations"));
        assertEquals(WRITES * 8192L + ZEROES * 65_536L, number(node, "stats", "wr_bytes"));
        assertEquals(DISCARDS, number(node, "stats", "unmap_operations"));
        assertEquals(DISCARDS * 65_536L, number(node, "stats", "unmap_bytes"));
        assertEquals(0, number(node, "stats", "failed_rd_operations"));
    }

    private static void compareMetrics(Map<String, Double> samples) {
        for (var labels : List.of("driver=raw,kind=%s,node=r", "driver=file,kind=%s,node=f")) {
            var reads = "{" + labels.formatted("read") + "}";
            assertEquals(READS, samples.get("blockyard_node_requests_total" + reads));
            assertEquals(READS * 4096, samples.get("blockyard_node_bytes_total" + reads));
            assertEquals(
                    READS, samples.get("blockyard_node_request_duration_seconds_count" + reads));
            var writes = "{" + labels.formatted("write") + "}";
            assertEquals(WRITES, samples.get("blockyard_node_requests_total" + writes));
            assertEquals(
                    WRITES, samples.get("blockyard_node_request_duration_seconds_count" + writes));
        }
        var export = "export=x,%snode=r,type=nbd";
        var reads = "{" + export.formatted("kind=read,") + "}";
        assertEquals(READS + 1, samples.get("blockyard_export_requests_total" + reads));
        assertEquals(READS * 4096, samples.get("blockyard_export_bytes_total" + reads));
        assertEquals(1, samples.get("blockyard_export_errors_total{" + export.formatted("") + "}"));
        assertEquals(0, samples.get("blockyard_export_clients{" + export.formatted("") + "}"));
        assertTrue(samples.get("process_cpu_seconds_total{}") > 0);
        assertTrue(samples.get("process_resident_memory_bytes{}") > 1 << 20);
    }

    private void compareShell() {
        assertEquals(
                List.of("x", "0", "2", "1001", "3.91", "MiB", "305", "2.66", "MiB", "3", "2", "1"),
                row("export:stats", "x"));
        var node = row("node:stats", "f");
        assertEquals(List.of("f", "1000", "3.91", "MiB"), node.subList(0, 4));
    }

    private List<String> row(String command, String name) {
        var out =
                Product.run(
                                "shell",
                                "--socket",
                                folder.resolve("shell.sock").toString(),
                                "-c",
                                command)
                        .ok()
                        .out();
        return out.lines()
                .map(line -> List.of(line.strip().split("\\s+")))
                .filter(words -> words.getFirst().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(out));
    }

    @Test
    void histogramsThatSomebodyAsksForHoldTheRequestsSinceThen() throws Exception {
        load();
        try (var qmp = daemon.qmp()) {
            qmp.execute(
                    "block-latency-histogram-set",
                    Map.of(
                            "id",
                            "x",
                            "boundaries",
                            List.of(10_000, 1_000_000),
                            "boundaries-flush",
                            List.of(1_000_000_000L)));
            load();
            var stats = object(node(qmp, "r").get("stats"));
            assertEquals(READS, total(stats, "rd_latency_histogram", 3));
            assertEquals(WRITES + ZEROES, total(stats, "wr_latency_histogram", 3));
            assertEquals(FLUSHES, total(stats, "flush_latency_histogram", 2));
            assertEquals(2 * READS, number(stats, "rd_operations"));
            qmp.execute("block-latency-histogram-set", Map.of("id", "r"));
            assertEquals(null, object(node(qmp, "r").get("stats")).get("rd_latency_histogram"));
            var refusal =
                    qmp.ask(
                            "block-latency-histogram-set",
                            Map.of("id", "r", "boundaries", List.of(5, 5)));
            assertTrue(
                    String.valueOf(refusal.get("error")).contains("set read boundaries fail"),
                    refusal::toString);
            var nobody = qmp.ask("block-latency-histogram-set", Map.of("id", "nobody"));
            assertEquals("DeviceNotFound", object(nobody.get("error")).get("class"));
        }
    }

    private static Map<String, Object> node(QmpClient qmp, String name) throws Exception {
        return objects(qmp.execute("query-blockstats", Map.of("query-nodes", true))).stream()
                .filter(one -> name.equals(one.get("node-name")))
                .findFirst()
                .orElseThrow();
    }

    private static long total(Map<String, Object> stats, String histogram, int bins) {
        var found = (List<?>) object(stats.get(histogram)).get("bins");
        assertEquals(bins, found.size());
        return found.stream().mapToLong(bin -> ((Number) bin).longValue()).sum();
    }

    @Test
    void endpointsComeAndGoWhileTheDaemonRuns() throws Exception {
        try (var qmp = daemon.qmp()) {
            var started =
                    object(
                            qmp.execute(
                                    "x-blockyard-metrics-start",
                                    """
                                    {"addr": {"type": "inet", "data": {"host": "127.0.0.1", "port": "0"}}}
                                    """));
            var address = String.valueOf(started.get("address"));
            var page = Tool.run("curl", "-sS", "--fail", "http://" + address + "/metrics").ok();
            assertTrue(page.out().contains("\nblockyard_node_requests_total{"), page::out);
            assertEquals(2, objects(qmp.execute("x-blockyard-metrics-list", Map.of())).size());
            qmp.execute("x-blockyard-metrics-stop", Map.of("address", address));
            // curl's "couldn't connect"
            Tool.run("curl", "-sS", "http://" + address + "/metrics").status(7);
            var refusal =
                    qmp.ask(
                            "x-blockyard-metrics-start",
                            Map.of(
                                    "addr",
                                    Map.of(
                                            "type",
                                            "inet",
                                            "data",
                                            Map.of("host", "0.0.0.0", "port", "0"))));
            assertTrue(
                    String.valueOf(refusal.get("error")).contains("remote=on"), refusal::toString);
        }
    }
}
