package org.blockyard.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.blockyard.io.BlockException;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.CommandSet;
import org.blockyard.platform.Platform;
import org.blockyard.swap.DriverBundles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A new version of a driver takes the place of the old while nodes use it. */
@Timeout(300)
class ReplacingTest {
    @TempDir Path dir;
    private Path folder;
    private TestHost host;

    @BeforeEach
    void prepare() throws Exception {
        folder = Files.createDirectory(dir.resolve("deploy"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        host = host();
    }

    private TestHost host() throws Exception {
        return new TestHost(
                dir.resolve("storage" + System.nanoTime()), folder, Activator.STEP_SECONDS, "2");
    }

    @AfterEach
    void end() throws Exception {
        host.close();
    }

    private void begin() throws Exception {
        host.offerPlatform();
        host.start();
    }

    private void beginWithOneNode() throws Exception {
        begin();
        Jars.put(folder, "toy-1.jar", Jars.driver("1.0.0"));
        host.expect("DEPLOYED toy-1.jar");
        host.nodes.put("disk", "1.0.0");
    }

    @Test
    void aNewFileBesideTheOldSwitchesTheNodesAndRetiresTheOldBundle() throws Exception {
        beginWithOneNode();
        Jars.put(folder, "toy-2.jar", Jars.driver("1.0.1"));
        host.expect("swap disk 1.0.0 1.0.1", "DEPLOYED toy-2.jar", "RETIRED 1.0.0 true");
        assertEquals(List.of("toy 1.0.1"), host.bundles());
        assertEquals("retired", state("1.0.0"));
    }

    @Test
    void theSameFileWithAnotherVersionDoesTheSame() throws Exception {
        beginWithOneNode();
        Jars.put(folder, "toy-1.jar", Jars.driver("0.9.0"));
        host.expect("swap disk 1.0.0 0.9.0", "DEPLOYED toy-1.jar", "RETIRED 1.0.0 true");
        assertEquals(List.of("toy 0.9.0"), host.bundles());
    }

    @Test
    void theSameFileWithTheSameVersionIsUpdatedInPlace() throws Exception {
        beginWithOneNode();
        long id = host.context.getBundles()[1].getBundleId();
        Jars.put(
                folder,
                "toy-1.jar",
                Jars.bundle("toy", "1.0.0", "Bundle-Description", "built again"));
        host.expect("DEPLOYED toy-1.jar");
        assertEquals(id, host.context.getBundles()[1].getBundleId());
        assertEquals(
                "built again", host.context.getBundles()[1].getHeaders().get("Bundle-Description"));
    }

    @Test
    void aNodeThatRefusesKeepsTheOldVersionAndThoseBeforeItAreSwitchedBack() throws Exception {
        beginWithOneNode();
        host.nodes.put("a-disk", "1.0.0");
        host.refusing.add("disk 1.0.1");
        Jars.put(folder, "toy-2.jar", Jars.driver("1.0.1"));
        host.expect("swap a-disk 1.0.0 1.0.1", "swap a-disk 1.0.1 1.0.0", "REFUSED toy-2.jar");
        assertEquals("node 'disk' can't use it: it does not like it", host.reasons.getFirst());
        assertEquals(List.of("toy 1.0.0"), host.bundles());
        assertEquals(Map.of("disk", "1.0.0", "a-disk", "1.0.0"), host.nodes);
    }

    @Test
    void aVersionThatDidNotWorkIsNotTriedAgainAtTheNextStart() throws Exception {
        aNodeThatRefusesKeepsTheOldVersionAndThoseBeforeItAreSwitchedBack();
        host.close();
        host = host();
        begin();
        assertEquals(List.of("toy 1.0.0"), host.bundles());
    }

    @Test
    void aPinnedNodeKeepsTheOldBundleUntilItIsGone() throws Exception {
        beginWithOneNode();
        host.pinned.add("disk");
        Jars.put(folder, "toy-2.jar", Jars.driver("1.0.1"));
        host.expect("DEPLOYED toy-2.jar");
        assertEquals(List.of("toy 1.0.0", "toy 1.0.1"), host.bundles());
        assertEquals("retiring", state("1.0.0"));
        host.nodes.remove("disk");
        host.expect("RETIRED 1.0.0 true");
        assertEquals(List.of("toy 1.0.1"), host.bundles());
    }

    @Test
    void nothingIsRetiredWhileASwapIsUnderWay() throws Exception {
        beginWithOneNode();
        host.swapping = true;
        Jars.put(folder, "toy-2.jar", Jars.driver("1.0.1"));
        host.expect("swap disk 1.0.0 1.0.1", "DEPLOYED toy-2.jar");
        assertEquals("retiring", state("1.0.0"));
        assertEquals(List.of("toy 1.0.0", "toy 1.0.1"), host.bundles());
        host.swapping = false;
        host.expect("RETIRED 1.0.0 true");
    }

    @Test
    void whatWasDeployedSurvivesARestartAndTheRetiredStaysRetired() throws Exception {
        aNewFileBesideTheOldSwitchesTheNodesAndRetiresTheOldBundle();
        host.close();
        host = host();
        begin();
        assertEquals(List.of("toy 1.0.1"), host.bundles());
        assertEquals(List.of(), host.reasons);
        assertTrue(host.told.isEmpty(), host.told::toString);
    }

    @Test
    void aRetiredVersionIsBroughtBackAndTheNewerOneGoesWhenItIsUnused() throws Exception {
        aNewFileBesideTheOldSwitchesTheNodesAndRetiresTheOldBundle();
        assertTrue(service(DriverBundles.class).bring("toy", "1.0.0"));
        assertFalse(service(DriverBundles.class).bring("toy", "7.0.0"));
        host.expect("DEPLOYED toy-1.jar");
        assertEquals(List.of("toy 1.0.0", "toy 1.0.1"), host.bundles());
        host.nodes.put("disk", "1.0.0");
        host.expect("RETIRED 1.0.1 true");
        assertEquals(List.of("toy 1.0.0"), host.bundles());
    }

    @Test
    void whenTheNewFileGoesTheOldOneThatIsStillThereTakesOver() throws Exception {
        aNewFileBesideTheOldSwitchesTheNodesAndRetiresTheOldBundle();
        Files.delete(folder.resolve("toy-2.jar"));
        host.expect("DEPLOYED toy-1.jar", "swap disk 1.0.1 1.0.0", "REMOVED toy-2.jar");
        assertEquals(List.of("toy 1.0.0"), host.bundles());
    }

    @Test
    void anAlteredCopyIsNeverStarted() throws Exception {
        begin();
        var jar = Jars.put(dir, "toy.jar", Jars.driver("1.0.0"));
        run("x-blockyard-driver-deploy", Map.of("file", jar.toString()));
        host.close();
        try (var jars = Files.list(folder.resolve(".blockyard/jars"))) {
            var copy = jars.findFirst().orElseThrow();
            var bytes = Files.readAllBytes(copy);
            bytes[bytes.length - 1] ^= 1;
            Files.write(copy, bytes);
        }
        Files.delete(jar);
        host = host();
        begin();
        assertEquals(List.of(), host.bundles());
        assertTrue(
                journal().getLast().get("reason").toString().endsWith("is gone or was altered"),
                () -> journal().toString());
    }

    @Test
    void aFileThatWentWhileNobodyLookedTakesItsBundleWithIt() throws Exception {
        beginWithOneNode();
        host.close();
        Files.delete(folder.resolve("toy-1.jar"));
        host = host();
        begin();
        assertEquals(List.of(), host.bundles());
        assertEquals("removed", state("1.0.0"));
    }

    @Test
    void aCommandDeploysAndRemovesAndTheJournalSaysWho() throws Exception {
        begin();
        var jar = Jars.put(dir, "toy.jar", Jars.driver("1.0.0"));
        var result = run("x-blockyard-driver-deploy", Map.of("file", jar.toString()));
        assertEquals("deployed", ((Map<?, ?>) result).get("action"));
        host.expect("DEPLOYED toy.jar");
        run("x-blockyard-bundle-remove", Map.of("name", "toy"));
        host.expect("REMOVED toy.jar");
        assertEquals(List.of(), host.bundles());
        assertEquals(
                List.of("deployed", "removed"),
                journal().stream().map(line -> line.get("action")).toList());
        assertEquals("tester", journal().getFirst().get("who"));
        assertEquals(64, journal().getFirst().get("digest").toString().length());
    }

    @Test
    void aCanaryLeavesTheOtherNodesAndTheOldBundle() throws Exception {
        beginWithOneNode();
        host.nodes.put("canary", "1.0.0");
        var jar = Jars.put(dir, "toy.jar", Jars.driver("1.0.1"));
        run(
                "x-blockyard-driver-deploy",
                Map.of("file", jar.toString(), "nodes", List.of("canary")));
        assertEquals(Map.of("disk", "1.0.0", "canary", "1.0.1"), host.nodes);
        assertEquals(List.of("toy 1.0.0", "toy 1.0.1"), host.bundles());
    }

    @Test
    void aReplacementThatWouldRestartOthersIsRefusedUnlessForced() throws Exception {
        begin();
        Jars.put(folder, "giver.jar", Jars.bundle("giver", "1.0.0", "Export-Package", "x.y"));
        host.expect("DEPLOYED giver.jar");
        Jars.put(folder, "user.jar", Jars.bundle("user", "1.0.0", "Import-Package", "x.y"));
        host.expect("DEPLOYED user.jar");
        var newer =
                Jars.put(dir, "newer.jar", Jars.bundle("giver", "1.1.0", "Export-Package", "x.y"));
        var refusal =
                assertThrows(
                        BlockException.class,
                        () -> run("x-blockyard-driver-deploy", Map.of("file", newer.toString())));
        assertEquals("replacing bundle giver 1.0.0 would restart user 1.0.0", refusal.sentence());
        host.expect("REFUSED newer.jar");
        run("x-blockyard-driver-deploy", Map.of("file", newer.toString(), "force", true));
        host.expect("DEPLOYED newer.jar", "RETIRED 1.0.0 true");
        assertEquals(List.of("giver 1.1.0", "user 1.0.0"), host.bundles());
    }

    @Test
    void aBundleWhoseStartHangsIsRefusedInTime() throws Exception {
        begin();
        Jars.put(
                folder,
                "hang.jar",
                Jars.withClass(
                        HangingActivator.class,
                        "hang",
                        "Bundle-Activator",
                        HangingActivator.class.getName(),
                        "Import-Package",
                        "org.osgi.framework"));
        assertEquals("REFUSED hang.jar", host.told.poll(60, TimeUnit.SECONDS));
        assertEquals("starting bundle hang 1.0.0 did not end within 2 s", host.reasons.getFirst());
        Jars.put(folder, "toy.jar", Jars.driver("1.0.0"));
        host.expect("DEPLOYED toy.jar");
    }

    @Test
    void aBundleWhoseThreadGoesOnIsToldWithTheThread() throws Exception {
        begin();
        Jars.put(
                folder,
                "leak.jar",
                Jars.withClass(
                        LeakingActivator.class,
                        "leak",
                        "Bundle-Activator",
                        LeakingActivator.class.getName(),
                        "Import-Package",
                        "org.osgi.framework"));
        host.expect("DEPLOYED leak.jar");
        Files.delete(folder.resolve("leak.jar"));
        host.expect("REMOVED leak.jar", "RETIRED 1.0.0 false");
        var left =
                rows("x-blockyard-bundle-list", Map.of()).stream()
                        .filter(row -> "leftover".equals(row.get("state")))
                        .findFirst()
                        .orElseThrow();
        assertTrue(left.get("held-by").toString().contains("'leaked'"), left::toString);
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("leaked"))
                .forEach(Thread::interrupt);
        assertEquals("RETIRED 1.0.0 true", host.told.poll(60, TimeUnit.SECONDS));
    }

    private List<Map<String, Object>> journal() {
        try {
            return rows("x-blockyard-bundle-journal", Map.of());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String state(String version) throws Exception {
        return rows("x-blockyard-bundle-list", Map.of()).stream()
                .filter(row -> version.equals(row.get("version")))
                .map(row -> row.get("state").toString())
                .findFirst()
                .orElse("unknown");
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> rows(String command, Map<String, Object> arguments)
            throws Exception {
        return (List<Map<String, Object>>) run(command, arguments);
    }

    private Object run(String command, Map<String, Object> arguments) throws Exception {
        var context =
                new CommandContext() {
                    @Override
                    public Platform platform() {
                        throw new AssertionError("not needed");
                    }

                    @Override
                    public String origin() {
                        return "tester";
                    }
                };
        return service(CommandSet.class).commands().stream()
                .filter(known -> known.name().equals(command))
                .findFirst()
                .orElseThrow()
                .run(arguments, context);
    }

    private <T> T service(Class<T> type) {
        return host.context.getService(host.context.getServiceReference(type));
    }
}
