package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.blockyard.itest.kit.BundleJar;
import org.blockyard.itest.kit.QmpClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was deployed is at work again after the daemon was killed. */
class DeploySurvivesTest {
    private static final int KILLS = 4;
    private static final String REFUSED = "X_BLOCKYARD_BUNDLE_REFUSED";

    @TempDir Path folder;
    private Path deploy = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        deploy =
                Files.createDirectory(
                        folder.resolve("deploy"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
    }

    private Daemon start(String... more) throws Exception {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--deploy",
                                deploy.toString(),
                                "--blockdev",
                                "driver=raw,node-name=disk,file.driver=null-co,file.size=1M"));
        arguments.addAll(List.of(more));
        return Daemon.start(folder, arguments.toArray(String[]::new));
    }

    @Test
    void theVersionThatWasDeployedAndNotTheProductsIsAtWorkAgain() throws Exception {
        var daemon = start();
        try (daemon;
                var qmp = daemon.qmp()) {
            BundleJar.put(deploy, "raw.jar", DriverJar.version("1.0.1"));
            assertEquals("1.0.0", data(qmp.event("X_BLOCKYARD_BUNDLE_RETIRED")).get("version"));
            daemon.kill();
        }
        try (var again = start("--deploy-trust", "none");
                var qmp = again.qmp()) {
            assertEquals(List.of("1.0.1"), versions(qmp));
            // nothing new is let in
            BundleJar.put(deploy, "raw-2.jar", DriverJar.version("1.0.2"));
            var refused = data(qmp.event(REFUSED));
            assertEquals("nothing may be deployed (--deploy-trust none)", refused.get("reason"));
            assertEquals(List.of("1.0.1"), versions(qmp));
        }
        Files.delete(deploy.resolve("raw.jar"));
        Files.delete(deploy.resolve("raw-2.jar"));
        try (var last = start();
                var qmp = last.qmp()) {
            assertEquals(
                    List.of("1.0.0"), versions(qmp), "its file went, so the product's is back");
        }
    }

    @Test
    void aPinnedNodeHasItsVersionAgain() throws Exception {
        try (var daemon = start();
                var qmp = daemon.qmp()) {
            qmp.execute("x-blockyard-driver-pin", Map.of("node-name", "disk", "version", "1.0.0"));
            BundleJar.put(deploy, "raw.jar", DriverJar.version("1.0.1"));
            qmp.event("X_BLOCKYARD_BUNDLE_DEPLOYED");
            daemon.kill();
        }
        try (var again = start();
                var qmp = again.qmp()) {
            assertEquals(List.of("1.0.1", "1.0.0"), versions(qmp));
            assertEquals("1.0.0", versionOfTheNode(qmp));
            qmp.execute("x-blockyard-driver-pin", Map.of("node-name", "disk"));
            qmp.execute("x-blockyard-driver-swap", Map.of("driver", "raw"));
            assertEquals("1.0.1", versionOfTheNode(qmp));
            again.kill();
        }
        try (var last = start();
                var qmp = last.qmp()) {
            assertEquals("1.0.1", versionOfTheNode(qmp));
        }
    }

    @Test
    void aCanaryIsTheOnlyOneOnItsVersionAgainUntilTheOthersFollow() throws Exception {
        var second =
                new String[] {
                    "--blockdev", "driver=raw,node-name=canary,file.driver=null-co,file.size=1M"
                };
        var jar = Files.write(folder.resolve("raw.jar"), DriverJar.version("1.0.1"));
        try (var daemon = start(second);
                var qmp = daemon.qmp()) {
            qmp.execute(
                    "x-blockyard-driver-deploy",
                    Map.of("file", jar.toString(), "nodes", List.of("canary")));
            daemon.kill();
        }
        try (var again = start(second);
                var qmp = again.qmp()) {
            assertEquals("1.0.1", versionOf(qmp, "canary"));
            assertEquals("1.0.0", versionOf(qmp, "disk"));
            qmp.execute("x-blockyard-driver-swap", Map.of("driver", "raw"));
            assertEquals("1.0.1", versionOf(qmp, "disk"));
            again.kill();
        }
        try (var last = start(second);
                var qmp = last.qmp()) {
            assertEquals("1.0.1", versionOf(qmp, "canary"));
            assertEquals("1.0.1", versionOf(qmp, "disk"));
        }
    }

    private static Object versionOfTheNode(QmpClient qmp) throws IOException {
        return versionOf(qmp, "disk");
    }

    private static Object versionOf(QmpClient qmp, String name) throws IOException {
        return QmpClient.objects(qmp.execute("query-named-block-nodes", Map.of())).stream()
                .filter(node -> name.equals(node.get("node-name")))
                .map(node -> node.get("x-blockyard-driver-version"))
                .findFirst()
                .orElse("none");
    }

    @Test
    void aJarOfTheStoreThatWasAlteredIsNotStarted() throws Exception {
        var jar = folder.resolve("raw.jar");
        Files.write(jar, DriverJar.version("1.0.1"));
        try (var daemon = start();
                var qmp = daemon.qmp()) {
            var done = qmp.execute("x-blockyard-driver-deploy", Map.of("file", jar.toString()));
            var digest = QmpClient.object(done).get("digest");
            var kept = deploy.resolve(".blockyard/jars/" + digest + ".jar");
            daemon.kill();
            var bytes = Files.readAllBytes(kept);
            bytes[bytes.length / 2] ^= 1;
            Files.write(kept, bytes);
        }
        Files.delete(jar);
        try (var again = start();
                var qmp = again.qmp()) {
            assertEquals(List.of("1.0.0"), versions(qmp));
            assertTrue(again.errors().contains("is gone or was altered"), again.errors());
        }
    }

    @Test
    void killedAtAnyMomentOfADeploymentItComesBackWithOneWholeVersion() throws Exception {
        var random = new Random(20261121);
        var wanted = "1.0.0";
        for (int round = 0; round <= KILLS; round++) {
            try (var daemon = start();
                    var qmp = daemon.qmp()) {
                // the file lies in the folder: the start takes it in, whatever was done before
                assertEquals(List.of(wanted), versions(qmp));
                wanted = "1.1." + round;
                BundleJar.put(deploy, "raw.jar", DriverJar.version(wanted));
                for (int events = random.nextInt(6); events > 0; events--) {
                    qmp.anyEvent();
                }
                daemon.kill();
            }
        }
    }

    @Test
    void onlyWhatAListedSignerSignedIsLetInAndOnlyAsHeSignedIt() throws Exception {
        var keys = folder.resolve("keys.p12").toString();
        var tools = Path.of(System.getProperty("java.home"), "bin");
        var store = new String[] {"-keystore", keys, "-storepass", "changeit"};
        java(
                tools,
                "keytool",
                store,
                "-genkeypair",
                "-alias",
                "v",
                "-dname",
                "CN=v",
                "-keyalg",
                "EC");
        var trusted = folder.resolve("trusted.pem").toString();
        java(tools, "keytool", store, "-exportcert", "-rfc", "-alias", "v", "-file", trusted);
        var signed = folder.resolve("raw.jar");
        Files.write(signed, DriverJar.version("1.0.1"));
        java(tools, "jarsigner", store, signed.toString(), "v");
        try (var daemon = start("--deploy-trust", "signed", "--deploy-trust-store", trusted);
                var qmp = daemon.qmp()) {
            BundleJar.put(deploy, "raw.jar", DriverJar.version("1.0.1"));
            var refused = String.valueOf(data(qmp.event(REFUSED)).get("reason"));
            assertTrue(refused.endsWith(" is not signed"), refused);
            BundleJar.put(deploy, "raw.jar", DriverJar.with(signed, "org/evil.class"));
            refused = String.valueOf(data(qmp.event(REFUSED)).get("reason"));
            assertEquals("entry org/evil.class is not signed", refused);
            assertEquals(List.of("1.0.0"), versions(qmp));
            BundleJar.put(deploy, "raw.jar", Files.readAllBytes(signed));
            qmp.event("X_BLOCKYARD_BUNDLE_DEPLOYED");
            // its product's version is not signed and yet comes back
            qmp.event("X_BLOCKYARD_BUNDLE_RETIRED");
            qmp.execute("x-blockyard-driver-rollback", Map.of("driver", "raw"));
            assertTrue(versions(qmp).contains("1.0.0"));
        }
    }

    private static void java(Path tools, String tool, String[] store, String... arguments) {
        var command = new ArrayList<>(List.of(tools.resolve(tool).toString()));
        command.addAll(List.of(store));
        command.addAll(List.of(arguments));
        Tool.run(command.toArray(String[]::new)).ok();
    }

    private static Map<String, Object> data(Map<String, Object> event) {
        return QmpClient.object(Objects.requireNonNull(event.get("data")));
    }

    /** The versions of the raw driver that are present. */
    private static List<String> versions(QmpClient qmp) throws IOException {
        return QmpClient.objects(qmp.execute("x-blockyard-driver-list", Map.of())).stream()
                .filter(driver -> DriverJar.BUNDLE.equals(driver.get("bundle")))
                .map(driver -> String.valueOf(driver.get("version")))
                .distinct()
                .toList();
    }
}
