package org.blockyard.itest.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockyard.itest.kit.QmpClient;

/** A daemon with a deploy folder and an NBD server, for drivers that are dropped into it. */
record VendorDaemon(Daemon daemon, QmpClient qmp, Path folder) implements AutoCloseable {
    /** Starts one over an empty deploy folder. */
    static VendorDaemon start(Path folder, String... more)
            throws IOException, InterruptedException {
        var deploy =
                Files.createDirectory(
                        folder.resolve("deploy"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        var arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of("--deploy", deploy.toString(), "--nbd-server"));
        arguments.add("addr.type=unix,addr.path=" + folder.resolve("nbd.sock"));
        var daemon = Daemon.start(folder, arguments.toArray(String[]::new));
        return new VendorDaemon(daemon, daemon.qmp(), folder);
    }

    /** Drops a jar into the folder, under a hidden name first, and waits until it is deployed. */
    void deploy(Path jar, String name) throws IOException {
        put(jar, name);
        qmp.event("X_BLOCKYARD_BUNDLE_DEPLOYED");
    }

    /** Drops a jar into the folder, under a hidden name first. */
    void put(Path jar, String name) throws IOException {
        var deploy = folder.resolve("deploy");
        var hidden = Files.copy(jar, deploy.resolve("." + name + ".part"));
        Files.move(hidden, deploy.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The version of a driver that is present. */
    String version(String driver) throws IOException {
        return QmpClient.objects(qmp.execute("x-blockyard-driver-list", Map.of())).stream()
                .filter(d -> driver.equals(d.get("name")))
                .map(d -> String.valueOf(d.get("version")))
                .findFirst()
                .orElse("none");
    }

    /** Exports a node under its name. */
    void export(String node) throws IOException {
        qmp.execute(
                "block-export-add",
                Map.of("type", "nbd", "id", node, "node-name", node, "writable", true));
    }

    /** The address of an export. */
    String uri(String node) {
        return "nbd+unix:///" + node + "?socket=" + folder.resolve("nbd.sock");
    }

    /** Runs commands of qemu-io on an export. */
    Tool.Result io(String node, String... commands) {
        var line = new ArrayList<>(List.of("qemu-io", "-f", "raw"));
        for (var command : commands) {
            line.addAll(List.of("-c", command));
        }
        line.add(uri(node));
        return Tool.run(line, Map.of());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        qmp.close();
        daemon.close();
    }
}
