package org.blockyard.itest.bench.stall;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.itest.bench.server.ServerKind;
import org.blockyard.itest.kit.Programs;

/**
 * A server with some settings.
 *
 * @param kind which server
 * @param settings further keys of the file node, for the storage daemons
 * @param ioThread whether the peer's storage daemon has one; that of QEMU 7.2 aborts when a client
 *     of such an export leaves
 */
record Setup(ServerKind kind, String settings, boolean ioThread) {
    Setup(ServerKind kind, String settings) {
        this(kind, settings, true);
    }

    /** The same for clients that come and go. */
    Setup forPassingClients() {
        return new Setup(kind, settings, false);
    }

    /** As users set each up for speed, through the page cache. */
    static Setup usual(ServerKind kind) {
        return new Setup(kind, kind == ServerKind.QEMU_STORAGE_DAEMON ? "aio=io_uring" : "");
    }

    /** All servers that are installed; what is missing is named. */
    static List<ServerKind> installed() throws IOException, InterruptedException {
        var installed = new ArrayList<ServerKind>();
        for (var kind : ServerKind.values()) {
            if (kind == ServerKind.BLOCKYARD) {
                installed.add(kind);
            } else if (Programs.exists(kind.program())) {
                installed.add(kind);
                System.out.println(
                        "peer: " + kind.title() + ": " + Programs.version(kind.program()));
            } else {
                System.out.println("peer: " + kind.title() + " is missing and left out");
            }
        }
        return installed;
    }

    String title() {
        return settings.isEmpty() ? kind.title() : kind.title() + " " + settings;
    }

    /** A name for its folder. */
    String folder() {
        return title().replaceAll("[^a-z0-9]+", "-");
    }

    /** Whether one process serves several exports. */
    boolean servesSeveral() {
        return kind != ServerKind.QEMU_NBD;
    }

    /** The export that a file of the folder is served as. */
    String export(String file) {
        return servesSeveral() ? file : "";
    }

    /**
     * The command that serves raw files of a folder, each under its own name; the first of them
     * alone where a server serves no more.
     *
     * @param root the source tree
     */
    List<String> command(Path root, Path folder, List<String> files, Path socket) {
        var first = folder.resolve(files.getFirst()).toString();
        var command = new ArrayList<String>();
        switch (kind) {
            case BLOCKYARD -> {
                command.addAll(ServerKind.blockyard(root, "storage-daemon"));
                daemon(command, folder, files, socket, "");
            }
            case QEMU_STORAGE_DAEMON -> {
                command.addAll(List.of(kind.program(), "--object", "iothread,id=t"));
                daemon(command, folder, files, socket, ioThread ? ",iothread=t" : "");
            }
            case QEMU_NBD ->
                    command.addAll(
                            List.of(
                                    kind.program(),
                                    "--persistent",
                                    "--shared=0",
                                    "--cache=writeback",
                                    "--aio=threads",
                                    "--format=raw",
                                    "--socket=" + socket,
                                    first));
            case NBDKIT ->
                    command.addAll(
                            List.of(
                                    kind.program(),
                                    "--foreground",
                                    "--unix",
                                    socket.toString(),
                                    "file",
                                    "dir=" + folder));
        }
        return command;
    }

    private void daemon(
            List<String> command,
            Path folder,
            List<String> files,
            Path socket,
            String exportOptions) {
        command.addAll(List.of("--nbd-server", "addr.type=unix,addr.path=" + socket));
        for (int i = 0; i < files.size(); i++) {
            command.addAll(
                    List.of(
                            "--blockdev",
                            "driver=file,node-name=f%d,filename=%s%s"
                                    .formatted(
                                            i,
                                            folder.resolve(files.get(i)),
                                            settings.isEmpty() ? "" : "," + settings),
                            "--export",
                            "type=nbd,id=e%d,node-name=f%d,writable=on,name=%s%s"
                                    .formatted(i, i, files.get(i), exportOptions)));
        }
    }
}
