package org.blockyard.itest.bench.swap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.itest.bench.verify.Generations;
import org.blockyard.itest.bench.verify.Mix;
import org.blockyard.itest.bench.verify.VerifyingLoad;
import org.blockyard.itest.formats.Trait;
import org.blockyard.itest.kit.NbdServer;
import org.blockyard.itest.kit.Programs;
import org.blockyard.itest.kit.QmpClient;

/**
 * The storage daemon of this build as a process, which serves an image over NBD and has a deploy
 * folder. The image stands over another if its format allows. The daemon can be started again after
 * it was killed.
 */
final class SwapDaemon implements AutoCloseable {
    private static final String EXPORT = "disk";

    private final SwapOptions options;
    private final Path folder;
    private final Path deploy;
    private final Path image;
    private NbdServer server;

    private SwapDaemon(SwapOptions options, Path folder, Path deploy, Path image)
            throws IOException, InterruptedException {
        this.options = options;
        this.folder = folder;
        this.deploy = deploy;
        this.image = image;
        this.server = launch();
    }

    /** Makes the images in a folder and starts the daemon on them. */
    static SwapDaemon start(SwapOptions options, Path folder, Generations disk, Path deploy)
            throws IOException, InterruptedException {
        var raw = folder.resolve("disk.raw");
        disk.fill(raw);
        var format = options.format().name();
        var base = folder.resolve("base." + format);
        var top = folder.resolve("top." + format);
        image(folder, options.variant().fromRaw(raw + "", (options.layered() ? base : top) + ""));
        if (options.layered()) {
            image(folder, options.variant().over(base + "", top + ""));
        }
        Files.delete(raw);
        return new SwapDaemon(options, folder, deploy, top);
    }

    /** A new deploy folder. */
    static Path deployFolder(Path folder) throws IOException {
        return Files.createDirectory(
                folder.resolve("deploy"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static void image(Path folder, List<String> arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("qemu-img"));
        command.addAll(arguments);
        Programs.runPatiently(command, folder.resolve("tool.log"));
    }

    private NbdServer launch() throws IOException, InterruptedException {
        var command =
                new ArrayList<>(
                        List.of(
                                options.root().resolve("blockyard").toString(),
                                "storage-daemon",
                                "--deploy",
                                deploy.toString(),
                                "--chardev",
                                "socket,id=q,server=on,wait=off,path=" + folder.resolve("qmp"),
                                "--monitor",
                                "q",
                                "--chardev",
                                "socket,id=w,server=on,wait=off,path=" + folder.resolve("watch"),
                                "--monitor",
                                "w"));
        command.addAll(options.variant().secrets());
        if (options.layered()) {
            command.addAll(disk("base", ",read-only=on", ""));
        }
        command.addAll(disk("top", "", options.layered() ? ",backing=base" : ""));
        command.addAll(
                List.of(
                        "--nbd-server",
                        "addr.type=unix,addr.path=" + folder.resolve("nbd"),
                        "--export",
                        "type=nbd,id=e,node-name=top,writable=on,name=" + EXPORT));
        return NbdServer.start(command, folder.resolve("nbd"), EXPORT, log());
    }

    private List<String> disk(String name, String access, String below) {
        var format = options.format().name();
        var file = folder.resolve(name + "." + format);
        return List.of(
                "--blockdev",
                "driver=file,node-name=file-" + name + ",filename=" + file + access,
                "--blockdev",
                "driver="
                        + format
                        + ",node-name="
                        + name
                        + ",file=file-"
                        + name
                        + options.variant().opening()
                        + access
                        + below);
    }

    /** Starts it again. */
    void restart() throws IOException, InterruptedException {
        server = launch();
    }

    long pid() {
        return server.pid();
    }

    Path log() {
        return folder.resolve("log");
    }

    QmpClient qmp() throws IOException {
        return new QmpClient(folder.resolve("qmp"));
    }

    /** A second connection, only for its events: a monitor serves one client at a time. */
    QmpClient watch() throws IOException {
        return new QmpClient(folder.resolve("watch"));
    }

    /** Puts a load on its disk. */
    VerifyingLoad load(Generations disk, Mix mix, long seed) throws IOException {
        return VerifyingLoad.start(folder.resolve("nbd"), EXPORT, disk, mix, seed);
    }

    /** Ends it as a power cut would end it. */
    void kill() throws InterruptedException {
        server.kill();
    }

    /** Ends it in good order and tells its exit status. */
    int end() throws InterruptedException {
        return server.end();
    }

    /**
     * The exit status of {@code qemu-img check}: 0 is clean, 3 has leaks only. What it does not
     * know is clean.
     */
    int check() throws IOException, InterruptedException {
        return options.format().is(Trait.CHECKED) ? check(List.of()) : 0;
    }

    /** The same after a kill, when an image may have to be mended since it says it was in use. */
    int checkAfterKill() throws IOException, InterruptedException {
        if (options.format().is(Trait.MARKED)) {
            check(List.of("-r", "all"));
        }
        return check();
    }

    private int check(List<String> how) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("qemu-img", "check", "-q"));
        command.addAll(how);
        command.addAll(options.variant().open(image.toString()));
        return Programs.start(command, folder.resolve("check.log")).waitFor();
    }

    /** Compares what the peer reads from the image with what must be there. */
    int verify(Generations disk) throws IOException, InterruptedException {
        var raw = folder.resolve("out.raw");
        image(folder, options.variant().toRaw(image.toString(), raw.toString()));
        int wrong = disk.verify(raw);
        Files.delete(raw);
        return wrong;
    }

    @Override
    public void close() throws InterruptedException {
        if (server.alive()) {
            kill();
        }
    }
}
