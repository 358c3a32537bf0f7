package org.blockyard.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class DeployTest {
    @TempDir Path dir;
    private Path folder;
    private TestHost host;

    @BeforeEach
    void prepare() throws Exception {
        folder = Files.createDirectory(dir.resolve("deploy"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        host = new TestHost(dir.resolve("storage"), folder);
    }

    @AfterEach
    void end() throws Exception {
        host.close();
    }

    private void begin() throws Exception {
        host.offerPlatform();
        host.start();
    }

    @Test
    void whatLiesThereIsDeployedBeforeTheStartReturns() throws Exception {
        Jars.put(folder, "a.jar", Jars.bundle("a", "1.0.0"));
        Files.writeString(folder.resolve("README.txt"), "not meant for us");
        begin();
        assertEquals(List.of("a 1.0.0"), host.bundles());
        host.expect("DEPLOYED a.jar");
    }

    @Test
    void aJarComesChangesAndGoes() throws Exception {
        begin();
        Jars.put(folder, "a.jar", Jars.bundle("a", "1.0.0"));
        host.expect("DEPLOYED a.jar");
        assertEquals(List.of("a 1.0.0"), host.bundles());
        Jars.put(folder, "a.jar", Jars.bundle("a", "1.1.0"));
        host.expect("DEPLOYED a.jar", "RETIRED 1.0.0 true");
        assertEquals(List.of("a 1.1.0"), host.bundles());
        Files.delete(folder.resolve("a.jar"));
        host.expect("REMOVED a.jar", "RETIRED 1.1.0 true");
        assertEquals(List.of(), host.bundles());
    }

    @Test
    void aChangeTouchesNoOtherBundle() throws Exception {
        begin();
        Jars.put(folder, "a.jar", Jars.bundle("a", "1.0.0"));
        host.expect("DEPLOYED a.jar");
        Jars.put(folder, "b.jar", Jars.bundle("b", "1.0.0"));
        host.expect("DEPLOYED b.jar");
        var stops = new java.util.concurrent.CopyOnWriteArrayList<String>();
        host.context.addBundleListener(event -> stops.add(event.getBundle().getSymbolicName()));
        Jars.put(folder, "b.jar", Jars.bundle("b", "1.0.1"));
        host.expect("DEPLOYED b.jar");
        assertFalse(stops.contains("a"), stops::toString);
    }

    @Test
    void severalAtOnceMayNeedEachOther() throws Exception {
        Jars.put(folder, "1-user.jar", Jars.bundle("user", "1.0.0", "Import-Package", "x.y"));
        Jars.put(folder, "2-giver.jar", exporter());
        begin();
        host.expect("DEPLOYED 1-user.jar", "DEPLOYED 2-giver.jar");
        assertEquals(List.of("giver 1.0.0", "user 1.0.0"), host.bundles());
    }

    private static byte[] exporter() throws Exception {
        return Jars.bundle("giver", "1.0.0", "Export-Package", "x.y");
    }

    @Test
    void aBrokenJarIsToldOnceAndHarmsNothing() throws Exception {
        begin();
        Jars.put(folder, "good.jar", Jars.bundle("good", "1.0.0"));
        host.expect("DEPLOYED good.jar");
        var whole = Jars.bundle("bad", "1.0.0");
        Jars.put(folder, "half.jar", Arrays.copyOf(whole, whole.length / 2));
        host.expect("REFUSED half.jar");
        assertTrue(
                host.reasons.getFirst().startsWith("it is not a whole jar: "),
                host.reasons::toString);
        Jars.put(folder, "half.jar", whole);
        host.expect("DEPLOYED half.jar");
        assertEquals(List.of("bad 1.0.0", "good 1.0.0"), host.bundles());
        assertEquals(1, host.reasons.size());
    }

    @Test
    void aJarThatIsCopiedSlowlyIsDeployedWhenItIsWhole() throws Exception {
        begin();
        var whole = Jars.bundle("slow", "1.0.0");
        var file = folder.resolve("slow.jar");
        try (var out = Files.newOutputStream(file)) {
            for (byte b : whole) {
                out.write(b);
                out.flush();
            }
        }
        host.expect("DEPLOYED slow.jar");
        assertEquals(List.of(), host.reasons);
    }

    @Test
    void aFlippedBitIsFound() throws Exception {
        var bytes = Jars.bundle("bad", "1.0.0");
        // a byte of the compressed content of the first entry
        bytes[100] ^= 1;
        Jars.put(folder, "flipped.jar", bytes);
        begin();
        host.expect("REFUSED flipped.jar");
        assertEquals(List.of(), host.bundles());
    }

    @Test
    void whatIsNoBundleIsRefused() throws Exception {
        begin();
        Jars.put(folder, "plain.jar", Jars.jar(Map.of("Main-Class", "x")));
        host.expect("REFUSED plain.jar");
        Jars.put(folder, "version.jar", Jars.bundle("v", "one"));
        host.expect("REFUSED version.jar");
        Jars.put(folder, "needy.jar", Jars.bundle("needy", "1.0.0", "Import-Package", "no.such"));
        host.expect("REFUSED needy.jar");
        assertEquals(List.of(), host.bundles());
        assertEquals("its manifest has no Bundle-SymbolicName", host.reasons.getFirst());
        assertTrue(host.reasons.get(2).contains("no.such"), host.reasons::toString);
    }

    @Test
    void theSameBundleTwiceIsRefused() throws Exception {
        begin();
        Jars.put(folder, "a.jar", Jars.bundle("a", "1.0.0"));
        host.expect("DEPLOYED a.jar");
        Jars.put(folder, "b.jar", Jars.bundle("a", "1.0.0"));
        host.expect("REFUSED b.jar");
        assertEquals(List.of("a 1.0.0"), host.bundles());
    }

    @Test
    void aRenamedJarIsStillOneBundle() throws Exception {
        Jars.put(folder, "a.jar", Jars.bundle("a", "1.0.0"));
        begin();
        host.expect("DEPLOYED a.jar");
        Files.move(folder.resolve("a.jar"), folder.resolve("b.jar"));
        host.expect("DEPLOYED b.jar");
        assertEquals(List.of("a 1.0.0"), host.bundles());
        Files.delete(folder.resolve("b.jar"));
        host.expect("REMOVED b.jar");
    }

    @Test
    void aBrokenUpdateLeavesTheOldOneAtWork() throws Exception {
        begin();
        Jars.put(folder, "a.jar", Jars.bundle("a", "1.0.0"));
        host.expect("DEPLOYED a.jar");
        Jars.put(
                folder,
                "a.jar",
                "no jar at all".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        host.expect("REFUSED a.jar");
        assertEquals(List.of("a 1.0.0"), host.bundles());
    }

    @Test
    void aFolderThatOthersMayWriteIsRefused() throws Exception {
        Jars.put(folder, "a.jar", Jars.bundle("a", "1.0.0"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxr-x"));
        begin();
        assertEquals(List.of(), host.bundles());
    }

    @Test
    void aFileThatEverybodyMayWriteIsRefused() throws Exception {
        begin();
        var jar = Files.write(dir.resolve("a.jar"), Jars.bundle("a", "1.0.0"));
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.move(jar, folder.resolve("a.jar"));
        host.expect("REFUSED a.jar");
        assertEquals(List.of("everybody may write it"), host.reasons);
    }

    @Test
    void nodesAreDeclaredChangedAndRemoved() throws Exception {
        begin();
        var text = "{'node-name': 'n', 'driver': 'x'}";
        Jars.put(folder, "n.json", text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        host.expect("declare {node-name=n, driver=x}");
        var other = text.replace("'x'", "'y'");
        Jars.put(folder, "n.json", other.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        host.expect("remove n", "declare {node-name=n, driver=y}");
        Files.delete(folder.resolve("n.json"));
        host.expect("remove n");
    }

    @Test
    void nodesWaitForAPlatform() throws Exception {
        Files.writeString(folder.resolve("n.json"), "{'node-name': 'n', 'driver': 'x'}");
        host.start();
        assertEquals(0, host.told.size());
        var registration = host.offerPlatform();
        host.expect("declare {node-name=n, driver=x}");
        registration.unregister();
        host.offerPlatform();
        host.expect("declare {node-name=n, driver=x}");
    }

    @Test
    void aDefinitionThatIsNoneIsRefused() throws Exception {
        begin();
        Jars.put(
                folder,
                "n.json",
                "{'driver': 'x'}".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        host.expect("REFUSED n.json");
        assertEquals(List.of("it is no node definition with a node-name"), host.reasons);
    }

    @Test
    void aNodeInUseStays() throws Exception {
        begin();
        Jars.put(
                folder,
                "n.json",
                "{'node-name': 'n'}".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        host.expect("declare {node-name=n}");
        host.busyNodes.add("n");
        Files.delete(folder.resolve("n.json"));
        host.expect("REFUSED n.json");
        assertEquals(List.of("its node stays: Node is in use"), host.reasons);
    }

    @Test
    void aSecondRunOfTheSameFrameworkAdoptsWhatIsThere() throws Exception {
        Jars.put(folder, "a.jar", Jars.bundle("a", "1.0.0"));
        Jars.put(folder, "b.jar", Jars.bundle("b", "1.0.0"));
        begin();
        host.expect("DEPLOYED a.jar", "DEPLOYED b.jar");
        host.activator.stop(host.context);
        Files.delete(folder.resolve("b.jar"));
        Jars.put(folder, "a.jar", Jars.bundle("a", "1.5.0"));
        host.start();
        host.expect("DEPLOYED a.jar", "RETIRED 1.0.0 true");
        assertEquals(List.of("a 1.5.0"), host.bundles());
    }
}
