package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.blockyard.itest.kit.BundleJar;
import org.blockyard.itest.kit.QmpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles are handled at the shell as in any other OSGi framework, and the disks survive it. */
class PlainOsgiShellTest {
    @TempDir Path folder;

    private Path socket() {
        return folder.resolve("shell.sock");
    }

    private Daemon start(String... more) throws Exception {
        var arguments =
                new java.util.ArrayList<>(
                        List.of(
                                "--shell-socket",
                                socket().toString(),
                                "--blockdev",
                                "driver=raw,node-name=disk,file.driver=null-co,file.size=1M"
                                        + ",file.read-zeroes=on"));
        arguments.addAll(List.of(more));
        return Daemon.start(folder, arguments.toArray(String[]::new));
    }

    @Test
    void stopAndStartByNumberSuspendTheNodeAndBringItBack() throws Exception {
        Tool.requires("qemu-io");
        var nbd = folder.resolve("nbd.sock");
        try (var daemon =
                        start(
                                "--nbd-server",
                                "addr.type=unix,addr.path=" + nbd,
                                "--export",
                                "type=nbd,id=disk,node-name=disk");
                var qmp = daemon.qmp()) {
            var id = number("format-raw");
            shell("stop " + id);
            awaitState(qmp, "suspended");
            assertTrue(shell("nodes").contains("suspended"), shell("nodes"));
            var reading =
                    new ProcessBuilder(
                                    "qemu-io",
                                    "-r",
                                    "-f",
                                    "raw",
                                    "-c",
                                    "read -P 0 0 64k",
                                    "nbd+unix:///disk?socket=" + nbd)
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("reading.out").toFile())
                            .start();
            shell("start " + id);
            awaitState(qmp, "active");
            assertTrue(reading.waitFor(300, TimeUnit.SECONDS), "a read that waited goes on");
            assertEquals(0, reading.exitValue(), Files.readString(folder.resolve("reading.out")));
            assertTrue(shell("lb").contains("Active"), shell("lb"));
        }
    }

    @Test
    void updateUninstallRefreshAndInstallDoWhatTheySay() throws Exception {
        var newer = Files.write(folder.resolve("raw-1.0.7.jar"), DriverJar.version("1.0.7"));
        var last = Files.write(folder.resolve("raw-1.0.8.jar"), DriverJar.version("1.0.8"));
        try (var daemon = start();
                var qmp = daemon.qmp()) {
            var id = number("format-raw");
            shell("update " + id + " " + newer.toUri());
            awaitState(qmp, "suspended");
            awaitState(qmp, "active");
            assertTrue(shell("driver:list").contains("1.0.7"), shell("driver:list"));
            shell("uninstall org.blockyard.format-raw");
            awaitState(qmp, "suspended");
            assertTrue(shell("refresh").contains("nothing to refresh"), "nobody was wired to it");
            var installed = shell("install " + last.toUri());
            var digits = Pattern.compile("(\\d+)\\s*$").matcher(installed.strip());
            assertTrue(digits.find(), installed);
            shell("start " + digits.group(1));
            awaitState(qmp, "active");
            assertTrue(shell("driver:list").contains("1.0.8"), shell("driver:list"));
            shell("uninstall org.blockyard.codec");
            assertTrue(shell("refresh").contains("org.blockyard.codec"), "qcow2 was wired to it");
        }
    }

    @Test
    void aBundleThatIsNotThereIsNamedAsTheReason() throws Exception {
        try (var daemon = start()) {
            var result = run("stop 999");
            assertEquals(1, result.status(), "pid " + daemon.pid() + result);
            assertTrue(result.err().contains("name no bundle"), result.err());
            assertTrue(run("refresh 999").err().contains("no bundle '999'"));
        }
    }

    @Test
    void anOpenShellLetsGoOfCommandsThatWereReplaced() throws Exception {
        var deploy =
                Files.createDirectory(
                        folder.resolve("deploy"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        try (var daemon = start("--deploy", deploy.toString());
                var qmp = daemon.qmp()) {
            var session =
                    new ProcessBuilder(Product.command("shell", "--socket", socket().toString()));
            session.environment().put("BLOCKYARD_NO_BUILD", "1");
            var process = session.redirectErrorStream(true).start();
            try (var said = process.inputReader();
                    var typed = process.outputWriter()) {
                typed.write("query-version\nquery-version --help\necho once\n");
                typed.flush();
                awaitLine(said, "once");
                BundleJar.put(
                        deploy, "commands.jar", DriverJar.of("org.blockyard.commands", "1.0.99"));
                var retired = data(qmp.event("X_BLOCKYARD_BUNDLE_RETIRED"));
                assertEquals("org.blockyard.commands", retired.get("name"));
                assertEquals(true, retired.get("collected"), retired.toString());
                typed.write("query-version\necho twice\n");
                typed.flush();
                assertTrue(awaitLine(said, "twice").contains("major"), "the new one answers");
            } finally {
                process.destroy();
            }
        }
    }

    private static String awaitLine(BufferedReader said, String wanted) throws IOException {
        var seen = new StringBuilder();
        for (var line = said.readLine(); !wanted.equals(line); line = said.readLine()) {
            seen.append(Objects.requireNonNull(line, "the shell ended: " + seen)).append('\n');
        }
        return seen.toString();
    }

    private String shell(String command) {
        var result = run(command);
        assertEquals(0, result.status(), command + ": " + result.out() + result.err());
        return result.out();
    }

    private Tool.Result run(String command) {
        return Product.run("shell", "--socket", socket().toString(), "-c", command);
    }

    /** The number by which the framework's own list has a bundle. */
    private String number(String bundle) {
        var list = shell("lb " + bundle);
        Matcher row = Pattern.compile("(?m)^\\s*(\\d+)\\|Active").matcher(list);
        assertTrue(row.find(), list);
        return row.group(1);
    }

    private static void awaitState(QmpClient qmp, String state) throws IOException {
        var data = Map.<String, Object>of();
        while (!"disk".equals(data.get("node-name")) || !state.equals(data.get("state"))) {
            data = data(qmp.event("X_BLOCKYARD_NODE_STATE"));
        }
    }

    private static Map<String, Object> data(Map<String, Object> event) {
        return QmpClient.object(Objects.requireNonNull(event.get("data")));
    }
}
