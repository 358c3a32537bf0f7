package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stranger's afternoon: a project for each kind of driver is written, built with its checks, and
 * dropped into a running daemon, whose disks are used by others' clients.
 */
class NewDriverTest {
    private static final Map<String, String> KINDS =
            Map.of("format", "tiny-box", "filter", "worn", "protocol", "memory");

    @TempDir static Path projects;

    @TempDir Path folder;

    /** One build for all: Maven's start is most of the time. */
    @BeforeAll
    static void writeAndBuildOneOfEachKind() throws IOException {
        Tool.requires("mvn");
        var modules = new StringBuilder();
        for (var kind : KINDS.keySet()) {
            newDriver("--kind", kind, KINDS.get(kind), projects.resolve(kind).toString()).ok();
            modules.append("<module>").append(kind).append("</module>");
        }
        Files.writeString(
                projects.resolve("pom.xml"),
                """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>com.example</groupId><artifactId>all</artifactId><version>1</version>
                  <packaging>pom</packaging>
                  <modules>%s</modules>
                </project>
                """
                        .formatted(modules));
        Tool.run(
                        projects.resolve("format/build").toString(),
                        "-f",
                        projects.resolve("pom.xml").toString())
                .ok();
    }

    private static Tool.Result newDriver(String... arguments) {
        return Product.run("new-driver", arguments);
    }

    private static Path jar(String kind) {
        var bundle = "com.example." + KINDS.get(kind).replace("-", "");
        return projects.resolve(kind).resolve("target/" + bundle + "-1.0.0.jar");
    }

    @Test
    void aProjectIsSmall() throws IOException {
        for (var kind : KINDS.keySet()) {
            var project = projects.resolve(kind);
            try (Stream<Path> all = Files.walk(project)) {
                var files =
                        all.filter(Files::isRegularFile)
                                .filter(f -> !f.startsWith(project.resolve("target")))
                                .toList();
                assertTrue(files.size() <= 11, kind + ": " + files);
                for (var file : files) {
                    assertFalse(
                            Files.readString(file).matches("(?s).*@[A-Z_]{3,}@.*"),
                            file + " was not filled in");
                    assertTrue(
                            !file.toString().endsWith("Driver.java")
                                    || Files.readAllLines(file).size() <= 60,
                            file + " is long");
                }
            }
        }
    }

    @Test
    void eachHasPassedTheContract() throws IOException {
        for (var kind : KINDS.keySet()) {
            try (Stream<Path> reports =
                    Files.list(projects.resolve(kind).resolve("target/surefire-reports"))) {
                var report =
                        reports.filter(f -> f.toString().endsWith("DriverTest.txt"))
                                .findFirst()
                                .orElseThrow();
                var said = Files.readString(report);
                assertTrue(said.matches("(?s).*Tests run: (2\\d|3\\d), Failures: 0, .*"), said);
            }
        }
    }

    @Test
    void whatCanNotBeWrittenIsRefused() throws IOException {
        var full = Files.createFile(folder.resolve("a file"));
        refused("not empty", "--kind", "format", "box", folder.toString());
        refused("no folder", "--kind", "format", "box", full.toString());
        refused("not 'disk'", "--kind", "disk", "box", folder.resolve("new").toString());
        refused("not 'Box'", "--kind", "format", "Box", folder.resolve("new").toString());
        refused("not 'a;b'", "--kind", "format", "a;b", folder.resolve("new").toString());
        refused("word of Java", "--kind", "format", "class", folder.resolve("new").toString());
        refused("'qcow2'", "--kind", "format", "qcow2", folder.resolve("new").toString());
        refused("usage", "--kind", "format", "box");
        assertFalse(Files.exists(folder.resolve("new")), "nothing was written");
    }

    private static void refused(String why, String... arguments) {
        var result = newDriver(arguments).status(1);
        assertTrue(result.err().contains(why), result.err());
    }

    @Test
    void eachServesADiskFromARunningDaemon() throws Exception {
        Tool.requires("qemu-io", "qemu-img", "nbdinfo");
        var image = folder.resolve("disk.box").toString();
        Tool.run(
                        Product.command("img", "create", "-f", "tiny-box", image, "8M"),
                        Map.of(
                                "BLOCKYARD_NO_BUILD",
                                "1",
                                "BLOCKYARD_JAVA_OPTS",
                                "-Dblockyard.drivers=" + jar("format").getParent()))
                .ok();
        try (var daemon = VendorDaemon.start(folder)) {
            for (var kind : KINDS.keySet()) {
                daemon.deploy(jar(kind), kind + ".jar");
            }
            add(
                    daemon,
                    "tiny-box",
                    "box",
                    Map.of("file", Map.of("driver", "file", "filename", image)));
            add(daemon, "memory", "mem", Map.of("size", 4L << 20));
            add(daemon, "worn", "old", Map.of("file", "mem", "budget", 128L << 10));
            var write = List.of("write -P 0x5a 4k 64k", "read -P 0x5a 4k 64k", "read -P 0 1M 1M");
            daemon.export("box");
            daemon.io("box", write.toArray(String[]::new)).ok();
            var info = Tool.run("nbdinfo", "--size", daemon.uri("box")).ok();
            assertEquals(8L << 20, Long.parseLong(info.out().strip()));
            daemon.export("old");
            daemon.io("old", write.toArray(String[]::new)).ok();
            assertTrue(
                    daemon.io("old", "write 0 128k").err().contains("failed")
                            || daemon.io("old", "write 0 128k").out().contains("failed"),
                    "the worn disk takes no more");
            daemon.io("old", "read -P 0x5a 4k 64k").ok();
            var size = Tool.run("qemu-img", "info", "-f", "raw", daemon.uri("old")).ok();
            assertTrue(size.out().contains("4 MiB"), size.out());
        }
    }

    @Test
    void whatThePageSaysLeadsToASignedDriver() throws Exception {
        var page = Files.readString(Product.root().resolve("docs/writing-a-driver.md"));
        var java = ProcessHandle.current().info().command().map(Path::of).orElseThrow();
        Files.createSymbolicLink(folder.resolve("blockyard"), Product.root().resolve("blockyard"));
        var path = folder + ":" + java.getParent() + ":" + System.getenv("PATH");
        var blocks = Pattern.compile("(?s)```sh\n(.*?)```").matcher(page).results().toList();
        assertEquals(2, blocks.size());
        for (var block : blocks) {
            // the contract was passed above, and takes its time
            var script = block.group(1).replace("/build\n", "/build -DskipTests\n");
            Tool.run(
                            List.of("sh", "-euc", "cd \"$0\"\n" + script, folder.toString()),
                            Map.of("PATH", path, "BLOCKYARD_NO_BUILD", "1"))
                    .ok();
        }
        var options =
                new String[] {
                    "--deploy-trust", "signed", "--deploy-trust-store", folder + "/trusted.pem"
                };
        assertTrue(page.contains("--deploy-trust signed --deploy-trust-store trusted.pem"));
        try (var daemon = VendorDaemon.start(folder, options)) {
            daemon.deploy(
                    folder.resolve("tiny-box/target/com.example.tinybox-1.0.0.jar"), "box.jar");
            assertEquals("1.0.0", daemon.version("tiny-box"));
            daemon.put(jar("protocol"), "unsigned.jar");
            daemon.qmp().event("X_BLOCKYARD_BUNDLE_REFUSED");
            assertEquals("none", daemon.version("memory"));
        }
    }

    private static void add(
            VendorDaemon daemon, String driver, String node, Map<String, Object> options)
            throws IOException {
        var definition = new java.util.HashMap<>(options);
        definition.put("driver", driver);
        definition.put("node-name", node);
        daemon.qmp().execute("blockdev-add", definition);
    }
}
