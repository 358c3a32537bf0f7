package org.blockyard.itest.pax;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.inject.Inject;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.NodeState;
import org.blockyard.io.BlockException;
import org.blockyard.monitor.Commands;
import org.blockyard.monitor.Events;
import org.blockyard.monitor.ManagementEvent;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.FrameworkWiring;

/** Each way in which a driver can be replaced while its node is read; no read fails. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DeployWaysTest {
    private static final String FOLDER = "pax.deploy";
    private static final String STATE = "X_BLOCKYARD_NODE_STATE";
    private static final String DEPLOYED = "X_BLOCKYARD_BUNDLE_DEPLOYED";
    private static final String REMOVED = "X_BLOCKYARD_BUNDLE_REMOVED";
    private static final String REFUSED = "X_BLOCKYARD_BUNDLE_REFUSED";
    private static final String RETIRED = "X_BLOCKYARD_BUNDLE_RETIRED";

    private final LinkedBlockingQueue<ManagementEvent> told = new LinkedBlockingQueue<>();

    @Inject BundleContext context;
    @Inject BlockGraph graph;
    @Inject Events events;
    @Inject Commands commands;

    private AutoCloseable subscription;
    private Readings readings;
    private Path folder;
    private Path beside;

    @Configuration
    public Option[] product() throws IOException {
        var made =
                Files.createTempDirectory(
                                Path.of("target"),
                                "deploy",
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rwx------")))
                        .toAbsolutePath();
        System.setProperty(FOLDER, made.toString());
        return options(
                frameworkProperty("blockyard.deploy").value(made.toString()),
                frameworkProperty("blockyard.deploy.step-seconds").value("20"),
                composite(ExportedProduct.asShipped()));
    }

    @Before
    public void begin() throws Exception {
        folder = Path.of(System.getProperty(FOLDER));
        beside = Files.createTempDirectory(Path.of("target"), "jars").toAbsolutePath();
        // what the folder held for the test before is taken out by the folder's own thread
        while (graph.driver("raw").isEmpty()) {
            Thread.onSpinWait();
        }
        graph.add(
                Map.of(
                        "driver",
                        "raw",
                        "node-name",
                        "disk",
                        "file",
                        Map.of("driver", "null-co", "size", 1L << 20)));
        readings = new Readings(graph, "disk");
        readings.goesOn();
        subscription = events.subscribe(told::add);
        assertEquals("1.0.0", version());
    }

    /** The product's version comes back, whatever was deployed. */
    @After
    public void end() throws Exception {
        readings.goesOn();
        readings.close();
        subscription.close();
        graph.remove("disk");
        for (var standing : active()) {
            if (!standing.get("version").equals("1.0.0")) {
                commands.run(
                        "x-blockyard-bundle-remove",
                        Map.of("name", DriverJar.BUNDLE, "version", standing.get("version")),
                        "test");
            }
        }
        try (var files = Files.newDirectoryStream(folder, "*.jar")) {
            for (var file : files) {
                Files.delete(file);
            }
        }
        for (var bundle : versions()) {
            if (!bundle.getVersion().toString().equals("1.0.0")) {
                bundle.uninstall();
                refresh(bundle);
            }
        }
        assertEquals(List.of("1.0.0"), versionNumbers());
    }

    @Test
    public void aNewFileBesideTheOld() throws Exception {
        DriverJar.put(folder, "raw-1.0.1.jar", DriverJar.version("1.0.1", "new"));
        event(DEPLOYED, "1.0.1");
        assertEquals("1.0.1", version());
        var retired = event(RETIRED, "1.0.0");
        assertEquals(retired.data().toString(), true, retired.data().get("collected"));
        assertEquals(List.of("1.0.1"), versionNumbers());
        assertNeverSuspended();
    }

    @Test
    public void theSameFileWithAnotherVersion() throws Exception {
        DriverJar.put(folder, "raw.jar", DriverJar.version("1.0.2", "first"));
        event(DEPLOYED, "1.0.2");
        event(RETIRED, "1.0.0");
        DriverJar.put(folder, "raw.jar", DriverJar.version("1.0.3", "second"));
        event(DEPLOYED, "1.0.3");
        assertEquals("1.0.3", version());
        var retired = event(RETIRED, "1.0.2");
        assertEquals(retired.data().toString(), true, retired.data().get("collected"));
        assertNeverSuspended();
    }

    @Test
    public void theSameFileWithTheSameVersionBuiltAgain() throws Exception {
        DriverJar.put(folder, "raw.jar", DriverJar.version("1.0.4", "first"));
        event(DEPLOYED, "1.0.4");
        event(RETIRED, "1.0.0");
        DriverJar.put(folder, "raw.jar", DriverJar.version("1.0.4", "built again"));
        awaitState("suspended");
        awaitState("active");
        event(DEPLOYED, "1.0.4");
        assertEquals("built again", versions().getFirst().getHeaders().get("Bundle-Description"));
    }

    @Test
    public void aCommandOfQmp() throws Exception {
        var jar = DriverJar.put(beside, "raw.jar", DriverJar.version("1.0.5", "new"));
        var result =
                (Map<?, ?>)
                        commands.run(
                                "x-blockyard-driver-deploy", Map.of("file", jar.toString()), "qmp");
        assertEquals("1.0.5", version());
        var node = (Map<?, ?>) ((List<?>) result.get("nodes")).getFirst();
        assertEquals("switched", node.get("outcome"));
        event(RETIRED, "1.0.0");
        commands.run("x-blockyard-driver-rollback", Map.of("driver", "raw"), "qmp");
        assertEquals("1.0.0", version());
        event(RETIRED, "1.0.5");
        assertNeverSuspended();
    }

    @Test
    public void aCommandOfTheShell() throws Exception {
        var newer = install("1.0.6");
        newer.start();
        assertEquals("only new nodes get it by themselves", "1.0.0", version());
        var said = shell("driver:swap raw");
        assertEquals(said, "1.0.6", version());
        assertNeverSuspended();
        shell("driver:swap raw --to 1.0.0");
        assertEquals("1.0.0", version());
    }

    @Test
    public void aPlainUpdateOfTheBundle() throws Exception {
        var newer = install("1.0.7");
        newer.start();
        shell("x-blockyard-driver-swap driver=raw");
        newer.stop();
        // the product's is there: it takes over at once
        awaitState("active");
        newer.update(new ByteArrayInputStream(DriverJar.version("1.0.8", "updated")));
        newer.start();
        assertEquals("1.0.0", version());
        shell("x-blockyard-driver-swap driver=raw");
        assertEquals("1.0.8", version());
        newer.uninstall();
        awaitState("active");
        assertEquals("1.0.0", version());
    }

    @Test
    public void aPlainUninstallAndReinstall() throws Exception {
        var product = versions().getFirst();
        var location = product.getLocation();
        product.uninstall();
        refresh(product);
        awaitState("suspended");
        assertEquals(NodeState.SUSPENDED, graph.require("disk").state());
        var again = context.installBundle(location, Files.newInputStream(DriverJar.product()));
        again.start();
        awaitState("active");
        assertEquals("1.0.0", version());
    }

    @Test
    public void aRestartBringsBackWhatTheJournalSays() throws Exception {
        DriverJar.put(folder, "raw-1.0.9.jar", DriverJar.version("1.0.9", "new"));
        event(DEPLOYED, "1.0.9");
        event(RETIRED, "1.0.0");
        var deploy = bundle("org.blockyard.deploy");
        deploy.stop();
        // as if it were another framework, with the product's bundles alone
        var product = context.installBundle("again", Files.newInputStream(DriverJar.product()));
        product.start();
        for (var bundle : versions()) {
            if (bundle != product) {
                bundle.uninstall();
                refresh(bundle);
            }
        }
        assertEquals(List.of("1.0.0"), versionNumbers());
        deploy.start();
        assertEquals(List.of("1.0.9"), versionNumbers());
        assertEquals("1.0.9", version());
    }

    @Test
    public void aHalfCopiedJarIsNeverStarted() throws Exception {
        var whole = DriverJar.version("1.0.10", "new");
        DriverJar.put(folder, "raw.jar", Arrays.copyOf(whole, whole.length / 2));
        var refused = event(REFUSED, "");
        assertTrue(
                refused.data().toString(),
                refused.data().get("reason").toString().startsWith("it is not a whole jar"));
        assertEquals(List.of("1.0.0"), versionNumbers());
    }

    @Test
    public void aNewVersionThatCannotBeMadeIsTakenOutAgain() throws Exception {
        var jar = DriverJar.put(beside, "raw.jar", DriverJar.broken("1.0.11"));
        var refusal =
                assertThrows(
                        BlockException.class,
                        () ->
                                commands.run(
                                        "x-blockyard-driver-deploy",
                                        Map.of("file", jar.toString()),
                                        "qmp"));
        assertTrue(refusal.sentence(), refusal.sentence().contains("raw"));
        assertEquals("1.0.0", version());
        assertEquals(List.of("1.0.0"), versionNumbers());
        assertNeverSuspended();
    }

    @Test
    public void aReplacementThatWouldRestartOthersIsRefused() throws Exception {
        var jar = DriverJar.put(beside, "codec.jar", DriverJar.of("org.blockyard.codec", "1.0.99"));
        var refusal =
                assertThrows(
                        BlockException.class,
                        () ->
                                commands.run(
                                        "x-blockyard-driver-deploy",
                                        Map.of("file", jar.toString()),
                                        "qmp"));
        assertTrue(
                refusal.sentence(),
                refusal.sentence().matches(".* would restart .*org\\.blockyard\\.format-qcow2 .*"));
        event(REFUSED, "1.0.99");
        assertFalse(
                Arrays.stream(context.getBundles())
                        .anyMatch(b -> b.getVersion().toString().equals("1.0.99")));
    }

    private String version() throws IOException {
        return graph.require("disk").driverVersion();
    }

    private Bundle install(String version) throws Exception {
        return context.installBundle(
                "test:" + version, new ByteArrayInputStream(DriverJar.version(version, "by hand")));
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(b -> name.equals(b.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    private List<Bundle> versions() {
        return Arrays.stream(context.getBundles())
                .filter(b -> DriverJar.BUNDLE.equals(b.getSymbolicName()))
                .toList();
    }

    private List<String> versionNumbers() {
        return versions().stream().map(b -> b.getVersion().toString()).sorted().toList();
    }

    private List<Map<?, ?>> active() throws IOException {
        var all = (List<?>) commands.run("x-blockyard-bundle-list", Map.of(), "test");
        return all.stream()
                .<Map<?, ?>>map(row -> (Map<?, ?>) row)
                .filter(row -> DriverJar.BUNDLE.equals(row.get("name")))
                .filter(row -> "active".equals(row.get("state")))
                .toList();
    }

    private void refresh(Bundle bundle) throws InterruptedException {
        var done = new LinkedBlockingQueue<Object>();
        context.getBundle(0)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> done.add(event));
        done.poll(30, TimeUnit.SECONDS);
    }

    private ManagementEvent event(String name, String version) throws InterruptedException {
        return await(e -> e.name().equals(name) && version.equals(e.data().get("version")), name);
    }

    private void awaitState(String state) throws InterruptedException {
        await(
                e ->
                        e.name().equals(STATE)
                                && "disk".equals(e.data().get("node-name"))
                                && state.equals(e.data().get("state")),
                state);
    }

    private ManagementEvent await(Predicate<ManagementEvent> wanted, String what)
            throws InterruptedException {
        var seen = new StringBuilder();
        while (true) {
            var next = told.poll(30, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no " + what + " among" + seen);
            }
            if (wanted.test(next)) {
                return next;
            }
            seen.append("\n  ").append(next.name()).append(' ').append(next.data());
        }
    }

    private void assertNeverSuspended() {
        assertFalse(
                told.toString(),
                told.stream()
                        .anyMatch(
                                e ->
                                        e.name().equals(STATE)
                                                && "suspended".equals(e.data().get("state"))));
    }

    /** What the shell of the product says to a command. */
    private String shell(String command) throws Exception {
        var socket = beside.resolve("s.sock");
        if (!Files.exists(socket)) {
            commands.run("x-blockyard-shell-open", Map.of("path", socket.toString()), "test");
        }
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("bundles.dir") + "/*",
                                "org.blockyard.shell.client.Main",
                                "--socket",
                                socket.toString(),
                                "-c",
                                command)
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes());
        assertEquals(said, 0, process.waitFor());
        return said;
    }
}
