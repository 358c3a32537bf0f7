package org.blockyard.itest.bench.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.blockyard.itest.bench.verify.Generations;
import org.blockyard.itest.kit.NbdClient;
import org.blockyard.itest.kit.NbdServer;
import org.blockyard.itest.kit.Programs;

/** The storage daemon of this build as a process, which serves one image to many clients. */
final class SoakDaemon implements AutoCloseable {
    private static final String EXPORT = "disk";

    private final Path folder;
    private final Path image;
    private final String format;
    private final SocketAddress address;
    private final NbdServer server;

    /** Makes the image in a folder and starts the daemon of a source tree on it. */
    SoakDaemon(Path root, Path folder, SoakOptions options, Generations disk)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.format = options.format();
        this.image = folder.resolve("disk." + format);
        makeImage(disk);
        this.address =
                options.tcp() ? freePort() : UnixDomainSocketAddress.of(folder.resolve("nbd"));
        this.server = NbdServer.start(command(root), this::serves, folder.resolve("log"));
    }

    private void makeImage(Generations disk) throws IOException, InterruptedException {
        if (format.equals("raw")) {
            disk.fill(image);
            return;
        }
        var raw = folder.resolve("made.raw");
        disk.fill(raw);
        imageTool("convert", "-f", "raw", "-O", format, raw + "", image + "");
        Files.delete(raw);
    }

    private static SocketAddress freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalSocketAddress();
        }
    }

    private List<String> command(Path root) {
        return List.of(
                root.resolve("blockyard").toString(),
                "storage-daemon",
                "--blockdev",
                "driver=file,node-name=f,discard=unmap,filename=" + image,
                "--blockdev",
                "driver=" + format + ",node-name=d,discard=unmap,file=f",
                "--nbd-server",
                "max-connections=0," + addressOption(),
                "--export",
                "type=nbd,id=e,node-name=d,writable=on,name=" + EXPORT);
    }

    private String addressOption() {
        return address instanceof InetSocketAddress inet
                ? "addr.type=inet,addr.host=%s,addr.port=%d"
                        .formatted(inet.getAddress().getHostAddress(), inet.getPort())
                : "addr.type=unix,addr.path=" + folder.resolve("nbd");
    }

    private boolean serves() throws IOException {
        try (var client = connect()) {
            return client.length() > 0;
        }
    }

    /** A new client. */
    NbdClient connect() throws IOException {
        return new NbdClient(address, EXPORT);
    }

    NbdServer server() {
        return server;
    }

    /** Whether {@code qemu-img} finds nothing wrong with the image; it must be closed. */
    boolean sound() throws IOException, InterruptedException {
        if (format.equals("raw")) {
            return true;
        }
        var check = List.of("qemu-img", "check", "-q", "-f", format, image.toString());
        return Programs.start(check, folder.resolve("check.log")).waitFor() == 0;
    }

    /** How many blocks of the image are wrong, as {@code qemu-img} reads it. */
    int verify(Generations disk) throws IOException, InterruptedException {
        var raw = folder.resolve("read.raw");
        imageTool("convert", "-f", format, "-O", "raw", image + "", raw + "");
        int wrong = disk.verify(raw);
        Files.delete(raw);
        return wrong;
    }

    private void imageTool(String... arguments) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(List.of("qemu-img"));
        command.addAll(List.of(arguments));
        Programs.run(command, folder.resolve("tool.log"));
    }

    @Override
    public void close() throws InterruptedException {
        server.close();
    }
}
