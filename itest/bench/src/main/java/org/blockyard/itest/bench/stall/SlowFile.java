package org.blockyard.itest.bench.stall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.blockyard.itest.kit.Programs;

/**
 * A file of which each read takes a tenth of a second: nbdfuse over nbdkit's delay filter. It needs
 * the right to mount.
 */
final class SlowFile implements AutoCloseable {
    /** How long it is. */
    static final long BYTES = 1L << 30;

    private static final long LIMIT = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(20);

    private final Process process;
    private final Path folder;

    private SlowFile(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /** Whether what it needs is installed. */
    static boolean possible() {
        return Programs.exists("nbdfuse") && Programs.exists("nbdkit") && Programs.exists("umount");
    }

    /** Mounts it in a new folder. */
    static SlowFile mount(Path folder, Path messages) throws IOException, InterruptedException {
        Files.createDirectory(folder);
        var process =
                Programs.start(
                        List.of(
                                "nbdfuse",
                                folder + "/",
                                "--command",
                                "nbdkit",
                                "-s",
                                "memory",
                                Long.toString(BYTES),
                                "--filter=delay",
                                "rdelay=100ms"),
                        messages);
        var slow = new SlowFile(process, folder);
        long end = System.nanoTime() + LIMIT;
        while (!Files.exists(slow.path())) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IOException("nbdfuse: " + Files.readString(messages));
            }
            LockSupport.parkNanos(LOOK_AGAIN);
        }
        return slow;
    }

    /** Where it is. */
    Path path() {
        return folder.resolve("nbd");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Programs.run(List.of("umount", folder.toString()), folder.resolveSibling("umount.log"));
        if (!process.waitFor(LIMIT, TimeUnit.NANOSECONDS)) {
            process.destroyForcibly();
        }
        Files.delete(folder);
    }
}
