package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.blockyard.itest.bench.verify.Generations;
import org.blockyard.itest.bench.verify.Mix;
import org.blockyard.itest.bench.verify.VerifyingLoad;
import org.blockyard.itest.kit.BundleJar;
import org.blockyard.itest.kit.QmpClient;

/**
 * A daemon with a deploy folder whose drivers are swapped while a load on an export checks every
 * block that it reads. Its pieces are made one after the other: a disk, the daemon, the load.
 */
final class Stage implements AutoCloseable {
    /** What the load is: enough to keep requests in flight at every moment. */
    private static final Mix MIX = Mix.FLUSHING.with(1, 16);

    private static final int BLOCKS_PER_MEBIBYTE = 256;
    private static final long PROGRESS_LIMIT = TimeUnit.SECONDS.toNanos(30);

    private final Path folder;
    private final Path deploy;
    private final Generations disk;
    private final List<AutoCloseable> open = new ArrayList<>();
    private Daemon daemon;
    private QmpClient qmp;
    private VerifyingLoad load;

    /** A stage in an empty folder for a disk of a size. */
    Stage(Path folder, int mebibytes) throws IOException {
        this.folder = folder;
        this.deploy =
                Files.createDirectory(
                        folder.resolve("deploy"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        this.disk = new Generations(mebibytes * BLOCKS_PER_MEBIBYTE);
    }

    /** Writes the disk into a new raw file. */
    Path raw(String name) throws IOException {
        var raw = folder.resolve(name);
        disk.fill(raw);
        return raw;
    }

    /** Writes the disk into a new qcow2 image. */
    Path qcow2(String name) throws IOException {
        var raw = raw(name + ".raw");
        var image = folder.resolve(name);
        Tool.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw + "", image + "").ok();
        Files.delete(raw);
        return image;
    }

    /** Makes an empty image over another. */
    Path overlay(String name, Path backing) {
        var image = folder.resolve(name);
        Tool.overlay(backing.toString(), image.toString());
        return image;
    }

    /** Starts the daemon with the given arguments besides those for QMP, NBD and the folder. */
    void start(String... arguments) throws Exception {
        var all =
                new ArrayList<>(
                        List.of(
                                "--deploy",
                                deploy.toString(),
                                "--nbd-server",
                                "addr.type=unix,addr.path=" + socket()));
        all.addAll(List.of(arguments));
        daemon = Daemon.start(folder, all.toArray(String[]::new));
        open.add(daemon);
        qmp = daemon.qmp();
        open.add(qmp);
    }

    Path socket() {
        return folder.resolve("nbd.sock");
    }

    Daemon daemon() {
        return daemon;
    }

    QmpClient qmp() {
        return qmp;
    }

    /** Puts the load on an export. */
    void load(String export) throws IOException {
        load(export, MIX);
    }

    /** Puts a load of that mix on an export. */
    void load(String export, Mix mix) throws IOException {
        load = VerifyingLoad.start(socket(), export, disk, mix, 20261121);
        open.add(load);
    }

    /** Ends the load. */
    void rest() throws Exception {
        sound();
        open.remove(load);
        load.close();
    }

    /** Deploys another version of a bundle of the product. */
    void deploy(String bundle, String version) throws IOException {
        deploy(bundle, version, Map.of(), Map.of());
    }

    /** Deploys a bundle made of one of the product, and returns when it is at work. */
    void deploy(
            String bundle, String version, Map<String, String> headers, Map<String, byte[]> files)
            throws IOException {
        var all = new LinkedHashMap<>(headers);
        all.put("Bundle-Version", version);
        BundleJar.ofProduct(Product.root(), bundle).make(all, files, deploy, jar(bundle, version));
        while (!version.equals(data(qmp.event("X_BLOCKYARD_BUNDLE_DEPLOYED")).get("version"))) {
            // that of another
        }
    }

    private static String jar(String bundle, String version) {
        return bundle + "-" + version + ".jar";
    }

    /** Takes a deployed bundle away, and returns when it is gone. */
    void remove(String bundle, String version) throws IOException {
        Files.delete(deploy.resolve(jar(bundle, version)));
        while (!version.equals(data(qmp.event("X_BLOCKYARD_BUNDLE_REMOVED")).get("version"))) {
            // that of another
        }
    }

    private static Map<String, Object> data(Map<String, Object> event) {
        return QmpClient.object(Objects.requireNonNull(event.get("data")));
    }

    /** Fixes nodes to the version of their driver that they have. */
    void pin(String... nodes) throws IOException {
        for (var node : nodes) {
            qmp.execute(
                    "x-blockyard-driver-pin", Map.of("node-name", node, "version", version(node)));
        }
    }

    /** Swaps the driver of nodes, under short limits, and tells what became of each. */
    List<Map<String, Object>> swap(String driver, String version, String... nodes)
            throws IOException {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("driver", driver);
        arguments.put("version", version);
        arguments.put("rehearsal-timeout", 2.0);
        arguments.put("open-timeout", 1.0);
        if (nodes.length > 0) {
            arguments.put("nodes", List.of(nodes));
        }
        var report = QmpClient.object(qmp.execute("x-blockyard-driver-swap", arguments));
        return QmpClient.objects(Objects.requireNonNull(report.get("nodes")));
    }

    /** Swaps and expects each of these nodes to have the version then. */
    void swapped(String driver, String version, String... nodes) throws Exception {
        var report = swap(driver, version, nodes);
        for (var node : nodes) {
            assertEquals(version, version(node), () -> node + " was swapped: " + report);
        }
        sound();
    }

    /**
     * Swaps a node's driver with time for a busy machine, and expects that the new instance took
     * over what the old one left.
     */
    void handedOver(String driver, String version, String node) throws IOException {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("driver", driver);
        arguments.put("version", version);
        arguments.put("nodes", List.of(node));
        for (var limit : List.of("rehearsal-timeout", "drain-timeout", "open-timeout")) {
            arguments.put(limit, 120.0);
        }
        var report = QmpClient.object(qmp.execute("x-blockyard-driver-swap", arguments));
        assertEquals(version, version(node), () -> "" + report);
        var nodes = QmpClient.objects(Objects.requireNonNull(report.get("nodes")));
        assertEquals(true, nodes.getFirst().get("handed-over"), () -> "" + report);
    }

    /** The version of a node's driver. */
    String version(String node) throws IOException {
        return QmpClient.objects(qmp.execute("query-named-block-nodes", Map.of())).stream()
                .filter(info -> node.equals(info.get("node-name")))
                .map(info -> String.valueOf(info.get("x-blockyard-driver-version")))
                .findFirst()
                .orElseThrow();
    }

    /** Expects that the load goes on, and that so far nothing failed and nothing was wrong. */
    void sound() throws Exception {
        load.cut();
        long end = System.nanoTime() + PROGRESS_LIMIT;
        while (load.cut().latencies().total() == 0) {
            assertTrue(System.nanoTime() < end, "the load goes on");
            Thread.onSpinWait();
        }
        assertEquals(List.of(), load.complaints());
        assertEquals(0, load.failed(), "requests that failed");
        assertEquals(0, load.wrong(), "blocks that were wrong");
    }

    /** Ends the load and the daemon, and has qemu-img judge the image and its content. */
    void judge(Path image, String format) throws Exception {
        sound();
        close();
        disk.closed();
        if (!format.equals("raw")) {
            Tool.run("qemu-img", "check", "-q", image.toString()).ok();
        }
        var raw = folder.resolve("judged.raw");
        Tool.run("qemu-img", "convert", "-f", format, "-O", "raw", image + "", raw + "").ok();
        assertEquals(0, disk.verify(raw), "blocks of the image that are wrong");
        Files.delete(raw);
    }

    @Override
    public void close() throws Exception {
        for (var one : open.reversed()) {
            one.close();
        }
        open.clear();
    }
}
