package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.blockyard.itest.kit.QmpClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vendor's jar comes, goes and comes back newer while another disk is in use. */
class HotDeployTest {
    @TempDir static Path jars;

    @TempDir Path folder;

    private Path deploy = Path.of("");

    @BeforeAll
    static void buildTheVendorsDriver() {
        Tool.requires("mvn");
        for (var version : List.of("1.0.0", "1.1.0")) {
            Tool.run(
                            Product.root().resolve("mvnw").toString(),
                            "-q",
                            "-B",
                            "-f",
                            Product.root().resolve("itest/vendor-driver/pom.xml").toString(),
                            "package",
                            "-Drevision=" + version,
                            "-Dvendor.target=" + jars.resolve(version))
                    .ok();
        }
    }

    @Test
    void aVendorsDriverComesGoesAndComesBackWhileAnotherDiskIsWritten() throws Exception {
        Tool.requires("fio", "qemu-io");
        deploy =
                Files.createDirectory(
                        folder.resolve("deploy"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        Tool.run("truncate", "-s", "64M", folder.resolve("busy.raw").toString()).ok();
        Tool.run("truncate", "-s", "16M", folder.resolve("vendor.raw").toString()).ok();
        try (var daemon =
                        Daemon.start(
                                folder,
                                "--deploy",
                                deploy.toString(),
                                "--blockdev",
                                "driver=file,node-name=busy,filename=" + folder.resolve("busy.raw"),
                                "--nbd-server",
                                "addr.type=unix,addr.path=" + folder.resolve("nbd.sock"),
                                "--export",
                                "type=nbd,id=busy,node-name=busy,writable=on");
                var qmp = daemon.qmp()) {
            var fio =
                    new ProcessBuilder(
                                    "fio",
                                    "--name=busy",
                                    "--ioengine=nbd",
                                    "--uri=" + uri("busy"),
                                    "--rw=randwrite",
                                    "--bs=4k",
                                    "--size=64M",
                                    "--iodepth=8",
                                    "--verify=crc32c",
                                    "--verify_fatal=1",
                                    "--verify_state_save=0",
                                    "--time_based",
                                    "--runtime=600")
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("fio.out").toFile())
                            .start();
            try {
                awaitWrites(qmp);
                assertFalse(present(qmp, "xor"), "the driver is not there yet");
                assertEquals(
                        true,
                        qmp.ask("blockdev-add", definition()).containsKey("error"),
                        "strict without it");
                put("1.0.0");
                qmp.event("X_BLOCKYARD_BUNDLE_DEPLOYED");
                assertTrue(present(qmp, "xor"), "listed as soon as it is deployed");
                qmp.execute("blockdev-add", definition());
                qmp.execute(
                        "block-export-add",
                        "{'type': 'nbd', 'id': 'v', 'node-name': 'vendor', 'writable': true}");
                Tool.run(
                                "qemu-io",
                                "-f",
                                "raw",
                                "-c",
                                "write -P 0x5a 0 1M",
                                "-c",
                                "read -P 0x5a 0 1M",
                                uri("vendor"))
                        .ok();
                Tool.run(
                                "qemu-io",
                                "-f",
                                "raw",
                                "-r",
                                "-U",
                                "-c",
                                "read -P 0 0 1M",
                                folder.resolve("vendor.raw").toString())
                        .ok();

                Files.delete(deploy.resolve("xor.jar"));
                awaitState(qmp, "suspended");
                var waiting =
                        new ProcessBuilder(
                                        "qemu-io",
                                        "-f",
                                        "raw",
                                        "-c",
                                        "read -P 0x5a 0 1M",
                                        uri("vendor"))
                                .redirectErrorStream(true)
                                .redirectOutput(folder.resolve("waiting.out").toFile())
                                .start();
                put("1.1.0");
                awaitState(qmp, "active");
                assertTrue(
                        waiting.waitFor(300, TimeUnit.SECONDS),
                        "a request that waited for the driver goes on");
                assertEquals(
                        0, waiting.exitValue(), Files.readString(folder.resolve("waiting.out")));
                assertEquals("1.1.0", version(qmp, "xor"));
                assertTrue(fio.isAlive(), Files.readString(folder.resolve("fio.out")));
            } finally {
                fio.destroy();
                assertTrue(fio.waitFor(300, TimeUnit.SECONDS));
            }
            var said = Files.readString(folder.resolve("fio.out"));
            assertTrue(said.contains("err= 0"), said);
        }
    }

    private Map<String, Object> definition() {
        return Map.of(
                "driver",
                "xor",
                "node-name",
                "vendor",
                "key",
                0x5aL,
                "file",
                Map.of("driver", "file", "filename", folder.resolve("vendor.raw").toString()));
    }

    private String uri(String export) {
        return "nbd+unix:///" + export + "?socket=" + folder.resolve("nbd.sock");
    }

    private void put(String version) throws Exception {
        var jar = jars.resolve(version).resolve("com.example.xor-" + version + ".jar");
        var hidden =
                Files.copy(
                        jar, deploy.resolve(".xor.jar.part"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(hidden, deploy.resolve("xor.jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void awaitState(QmpClient qmp, String state) throws Exception {
        while (true) {
            var data =
                    QmpClient.object(
                            java.util.Objects.requireNonNull(
                                    qmp.event("X_BLOCKYARD_NODE_STATE").get("data")));
            if ("vendor".equals(data.get("node-name")) && state.equals(data.get("state"))) {
                return;
            }
        }
    }

    /** Waits until the load has begun: what follows is to happen under it. */
    private static void awaitWrites(QmpClient qmp) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            for (var node :
                    QmpClient.objects(
                            qmp.execute("query-blockstats", Map.of("query-nodes", true)))) {
                var stats = QmpClient.object(java.util.Objects.requireNonNull(node.get("stats")));
                if ("busy".equals(node.get("node-name"))
                        && !Long.valueOf(0).equals(stats.get("wr_operations"))) {
                    return;
                }
            }
            assertTrue(System.nanoTime() < end, "the load never began");
        }
    }

    private static boolean present(QmpClient qmp, String driver) throws Exception {
        return QmpClient.objects(qmp.execute("x-blockyard-driver-list", Map.of())).stream()
                .anyMatch(d -> driver.equals(d.get("name")));
    }

    private static String version(QmpClient qmp, String driver) throws Exception {
        return QmpClient.objects(qmp.execute("x-blockyard-driver-list", Map.of())).stream()
                .filter(d -> driver.equals(d.get("name")))
                .map(d -> String.valueOf(d.get("version")))
                .findFirst()
                .orElse("none");
    }
}
