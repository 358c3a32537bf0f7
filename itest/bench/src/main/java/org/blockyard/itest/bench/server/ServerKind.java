package org.blockyard.itest.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The servers that are compared, each set up as its users would for speed. */
enum ServerKind {
    /** Ours. */
    BLOCKYARD("blockyard", ""),
    /** A thread pool, through the page cache. */
    QEMU_NBD("qemu-nbd", "qemu-nbd"),
    /** An I/O thread with io_uring. */
    QEMU_STORAGE_DAEMON("qemu-storage-daemon", "qemu-storage-daemon"),
    /** The file plugin; it knows no formats. */
    NBDKIT("nbdkit file", "nbdkit");

    /** How servers with named exports name theirs. */
    private static final String EXPORT = "disk";

    private final String title;
    private final String program;

    ServerKind(String title, String program) {
        this.title = title;
        this.program = program;
    }

    String title() {
        return title;
    }

    /** The program of a peer. */
    String program() {
        return program;
    }

    boolean serves(DiskKind disk) {
        return this != NBDKIT || disk == DiskKind.RAW;
    }

    String exportName() {
        return this == QEMU_NBD || this == NBDKIT ? "" : EXPORT;
    }

    /** The command that serves an image on a socket, in the foreground. */
    List<String> command(Settings settings, DiskKind kind, Path image, Path socket) {
        return switch (this) {
            case BLOCKYARD -> {
                var daemon = daemon(kind, image, socket, "", "");
                daemon.addAll(0, blockyard(settings, "storage-daemon"));
                yield daemon;
            }
            case QEMU_NBD ->
                    List.of(
                            program,
                            "--socket=" + socket,
                            "--format=" + kind.format(),
                            "--persistent",
                            "--shared=8",
                            "--cache=writeback",
                            "--aio=threads",
                            image.toString());
            case QEMU_STORAGE_DAEMON -> {
                var daemon = daemon(kind, image, socket, ",aio=io_uring", ",iothread=t");
                daemon.addAll(0, List.of(program, "--object", "iothread,id=t"));
                yield daemon;
            }
            case NBDKIT ->
                    List.of(
                            program,
                            "--foreground",
                            "--unix",
                            socket.toString(),
                            "file",
                            image.toString());
        };
    }

    /** The command that starts a command of ours. */
    static List<String> blockyard(Settings settings, String command) {
        return List.of(settings.root().resolve("blockyard").toString(), command);
    }

    /** The arguments that two storage daemons share. */
    static ArrayList<String> daemon(
            DiskKind kind, Path image, Path socket, String fileOptions, String exportOptions) {
        return new ArrayList<>(
                List.of(
                        "--blockdev",
                        "driver=file,node-name=f,filename=" + image + fileOptions,
                        "--blockdev",
                        "driver=" + kind.format() + ",node-name=d,file=f",
                        "--nbd-server",
                        "addr.type=unix,addr.path=" + socket,
                        "--export",
                        "type=nbd,id=e,node-name=d,writable=on,name=" + EXPORT + exportOptions));
    }
}
