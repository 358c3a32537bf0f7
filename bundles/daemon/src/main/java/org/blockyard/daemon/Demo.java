package org.blockyard.daemon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.Monitors;
import org.blockyard.platform.Platform;

/**
 * What {@code blockyard up} shows: a qcow2 disk, made where there is none, served over NBD and
 * managed by QMP and a shell.
 */
final class Demo {
    private static final String ORIGIN = "demo";
    private static final long SIZE = 1L << 30;
    private static final int PORT = 10809;
    private static final int PORTS = 100;
    // a socket's name in the file system has at most 107 bytes
    private static final int LONGEST_PATH = 95;

    private final Platform platform;
    private final Monitors monitors;
    private final Path folder;
    private final Path sockets;
    private int port = PORT;

    /** A demo in a folder. */
    Demo(Platform platform, Monitors monitors, Path folder) throws IOException {
        this.platform = platform;
        this.monitors = monitors;
        this.folder = folder.toAbsolutePath().normalize();
        Files.createDirectories(this.folder);
        this.sockets =
                this.folder.toString().length() < LONGEST_PATH
                        ? this.folder
                        : Files.createTempDirectory("blockyard-");
    }

    /** Makes and serves it. */
    void start() throws IOException {
        openDisk();
        port = freePort();
        run(
                "nbd-server-start",
                Map.of("addr", unix(nbdSocket()), "x-blockyard-also", List.of(tcp(port))));
        run(
                "block-export-add",
                Map.of(
                        "type",
                        "nbd",
                        "id",
                        "demo",
                        "node-name",
                        "demo",
                        "name",
                        "demo",
                        "writable",
                        true));
        monitors.addChardev(
                "socket,id=qmp,server=on,wait=off,path=" + qmpSocket().replace(",", ",,"));
        monitors.addMonitor("qmp", platform);
        new ShellSocket(platform).open(Optional.of(sockets.resolve("shell.sock").toString()));
    }

    private void openDisk() throws IOException {
        var disk = folder.resolve("demo.qcow2").toString();
        boolean fresh = !Files.exists(Path.of(disk));
        if (fresh) {
            create("demo-create-file", Map.of("driver", "file", "filename", disk, "size", 0L));
        }
        try {
            run(
                    "blockdev-add",
                    Map.of("driver", "file", "node-name", "demo-file", "filename", disk));
        } catch (BlockException e) {
            throw e.kind() == ErrorKind.LOCKED
                    ? e.hint("is another 'blockyard up' running here?")
                    : e;
        }
        if (fresh) {
            create("demo-format", Map.of("driver", "qcow2", "file", "demo-file", "size", SIZE));
        }
        run(
                "blockdev-add",
                Map.of(
                        "driver",
                        "qcow2",
                        "node-name",
                        "demo",
                        "file",
                        "demo-file",
                        "discard",
                        "unmap"));
    }

    private void create(String job, Map<String, Object> options) throws IOException {
        run("blockdev-create", Map.of("job-id", job, "options", options));
        var ended = platform.jobs().await(job);
        run("job-dismiss", Map.of("id", job));
        if (ended.error().isPresent()) {
            throw new BlockException(ErrorKind.IO, ended.error().get());
        }
    }

    private void run(String command, Map<String, Object> arguments) throws IOException {
        platform.commands().run(command, arguments, ORIGIN);
    }

    private static Map<String, Object> unix(String path) {
        return Map.of("type", "unix", "data", Map.of("path", path));
    }

    private static Map<String, Object> tcp(int port) {
        return Map.of(
                "type", "inet", "data", Map.of("host", "127.0.0.1", "port", String.valueOf(port)));
    }

    private static int freePort() throws IOException {
        for (int port = PORT; port < PORT + PORTS; port++) {
            try (var probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(
                        new InetSocketAddress(
                                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
                return port;
            } catch (java.net.BindException e) {
                continue;
            }
        }
        throw new BlockException(ErrorKind.EXISTS, "no port from " + PORT + " on is free");
    }

    private String nbdSocket() {
        return sockets.resolve("nbd.sock").toString();
    }

    private String qmpSocket() {
        return sockets.resolve("qmp.sock").toString();
    }

    /** What is there now, and what to try next. */
    String welcome() {
        var taken =
                port == PORT
                        ? ""
                        : "Port "
                                + PORT
                                + " is taken, so TCP clients find the disk on port "
                                + port
                                + ".\n";
        return """
                Blockyard is ready after %d ms.
                %s  disk    %s, 1 GiB
                  NBD     nbd+unix:///demo?socket=%s
                          nbd://127.0.0.1:%d/demo
                  QMP     %s
                  deploy  %s (jars that appear here are installed)

                Try next, in another terminal:
                  nbdinfo nbd://127.0.0.1:%d/demo
                  qemu-io -f raw -c 'write -P 7 0 1M' nbd://127.0.0.1:%d/demo
                  ./blockyard shell --socket %s -c graph

                """
                .formatted(
                        sinceStart(),
                        taken,
                        folder.resolve("demo.qcow2"),
                        nbdSocket(),
                        port,
                        qmpSocket(),
                        folder.resolve("deploy"),
                        port,
                        port,
                        sockets.resolve("shell.sock"));
    }

    private static long sinceStart() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(start -> java.time.Duration.between(start, java.time.Instant.now()).toMillis())
                .orElse(0L);
    }
}
