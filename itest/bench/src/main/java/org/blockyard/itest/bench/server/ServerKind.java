package org.blockyard.itest.bench.server;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The servers that are compared, each set up as its users would for speed. */
public enum ServerKind {
    /** Ours. */
    BLOCKYARD("blockyard", ""),
    /** A thread pool, through the page cache. */
    QEMU_NBD("qemu-nbd", "qemu-nbd"),
    /** An I/O thread with io_uring. */
    QEMU_STORAGE_DAEMON("qemu-storage-daemon", "qemu-storage-daemon"),
    /** The file plugin; it knows no formats. */
    NBDKIT("nbdkit file", "nbdkit");

    /** What the storage daemons call the node that is exported. */
    public static final String NODE = "d";

    /** What they call the export. */
    public static final String ID = "e";

    static final String FILE_NODE = "f";

    /** How servers with named exports name theirs. */
    private static final String EXPORT = "disk";

    private final String title;
    private final String program;

    ServerKind(String title, String program) {
        this.title = title;
        this.program = program;
    }

    /** Its name for people. */
    public String title() {
        return title;
    }

    /** The program of a peer. */
    public String program() {
        return program;
    }

    /** Whether it can serve a disk. */
    public boolean serves(DiskKind disk) {
        return this != NBDKIT || disk == DiskKind.RAW;
    }

    /** The name under which a client asks for the disk. */
    public String exportName() {
        return this == QEMU_NBD || this == NBDKIT ? "" : EXPORT;
    }

    /**
     * The command that serves an image in the foreground.
     *
     * @param root the source tree
     */
    public List<String> command(Path root, DiskKind disk, Path image, SocketAddress address) {
        return command(root, disk, image, address, true);
    }

    /**
     * As {@link #command(Path, DiskKind, Path, SocketAddress)}.
     *
     * @param ioThread whether a storage daemon of QEMU's serves the disk in an I/O thread
     */
    public List<String> command(
            Path root, DiskKind disk, Path image, SocketAddress address, boolean ioThread) {
        var command = new ArrayList<String>();
        switch (this) {
            case BLOCKYARD -> {
                command.addAll(blockyard(root, "storage-daemon"));
                daemon(command, disk, image, address, "", "");
            }
            case QEMU_NBD -> {
                command.add(program);
                command.addAll(disk.secret());
                command.addAll(
                        address instanceof InetSocketAddress inet
                                ? List.of("--bind=" + host(inet), "--port=" + inet.getPort())
                                : List.of("--socket=" + address));
                command.addAll(
                        List.of(
                                "--persistent",
                                "--shared=0",
                                "--cache=writeback",
                                "--aio=threads",
                                "--image-opts",
                                disk.driver() + ",file.driver=file,file.filename=" + image));
            }
            case QEMU_STORAGE_DAEMON -> {
                command.addAll(List.of(program, "--object", "iothread,id=t"));
                var thread = ioThread ? ",iothread=t" : "";
                daemon(command, disk, image, address, ",aio=io_uring", thread);
            }
            case NBDKIT -> {
                command.addAll(List.of(program, "--foreground"));
                command.addAll(
                        address instanceof InetSocketAddress inet
                                ? List.of("--ipaddr", host(inet), "--port", inet.getPort() + "")
                                : List.of("--unix", address.toString()));
                command.addAll(List.of("file", image.toString()));
            }
        }
        return command;
    }

    /** The command that starts a command of ours. */
    public static List<String> blockyard(Path root, String command) {
        return List.of(root.resolve("blockyard").toString(), command);
    }

    /** The arguments that two storage daemons share. */
    private static void daemon(
            List<String> command,
            DiskKind disk,
            Path image,
            SocketAddress address,
            String fileOptions,
            String exportOptions) {
        command.addAll(disk.secret());
        command.addAll(
                List.of(
                        "--blockdev",
                        "driver=file,node-name=%s,filename=%s%s"
                                .formatted(FILE_NODE, image, fileOptions),
                        "--blockdev",
                        "%s,node-name=%s,file=%s".formatted(disk.driver(), NODE, FILE_NODE),
                        "--nbd-server",
                        address instanceof InetSocketAddress inet
                                ? "addr.type=inet,addr.host=%s,addr.port=%d"
                                        .formatted(host(inet), inet.getPort())
                                : "addr.type=unix,addr.path=" + address,
                        "--export",
                        "type=nbd,id=%s,node-name=%s,writable=on,name=%s%s"
                                .formatted(ID, NODE, EXPORT, exportOptions)));
    }

    private static String host(InetSocketAddress address) {
        return address.getAddress().getHostAddress();
    }
}
