package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The file driver is swapped under a load, and no other program gets at the image meanwhile. */
@Timeout(300)
class SwapLocksTest {
    private static final int SWAPS = 50;
    private static final String FILE = "org.blockyard.protocol-file";
    private static final String OLD = "1.0.0";
    private static final String NEW = "1.90.0";

    /**
     * Tries as fast as it can to lock the byte that says "nobody else may write" against its
     * holder; ends with the first success, or when its input ends.
     */
    private static final String LOCKER =
            """
            import fcntl, os, select, struct, sys
            file = os.open(sys.argv[1], os.O_RDWR)
            lock = struct.pack('hhqqi4x', fcntl.F_WRLCK, os.SEEK_SET, 201, 1, 0)
            tried = 0
            while not select.select([sys.stdin], [], [], 0)[0]:
                for _ in range(100):
                    tried += 1
                    try:
                        fcntl.fcntl(file, 37, lock)
                        sys.exit('had the lock at try %d' % tried)
                    except BlockingIOError:
                        pass
            print(tried)
            """;

    @TempDir Path folder;

    @Test
    void nobodyElseHasTheImageWhileItsFileDriverIsSwapped() throws Exception {
        Tool.requires("qemu-img", "qemu-io", "python3");
        try (var stage = new Stage(folder, 16)) {
            // a format shares its file with no other writer
            var image = stage.qcow2("disk.qcow2");
            stage.start(
                    "--blockdev",
                    "driver=file,node-name=f,filename=" + image,
                    "--blockdev",
                    "driver=qcow2,node-name=q,file=f",
                    "--export",
                    "type=nbd,id=e,node-name=q,name=q,writable=on");
            stage.load("q");
            stage.pin("f");
            stage.deploy(FILE, NEW);
            var locker =
                    new ProcessBuilder("python3", "-c", LOCKER, image.toString())
                            .redirectErrorStream(true)
                            .start();
            var writers = new AtomicInteger();
            var refused = new AtomicInteger();
            var over = new AtomicBoolean();
            var writing = Thread.ofPlatform().start(() -> write(image, over, writers, refused));
            try {
                for (int i = 0; i < SWAPS; i++) {
                    var version = i % 2 == 0 ? NEW : OLD;
                    var swap = stage.swap("file", version, "f").getFirst();
                    assertEquals("switched", swap.get("outcome"), swap.toString());
                    assertEquals(true, swap.get("handed-over"), swap.toString());
                }
            } finally {
                over.set(true);
                writing.join();
                locker.getOutputStream().close();
            }
            var said = new String(locker.getInputStream().readAllBytes());
            assertTrue(locker.waitFor(300, TimeUnit.SECONDS));
            assertEquals(0, locker.exitValue(), said);
            assertTrue(writers.get() > 0, "qemu-io tried");
            assertEquals(writers.get(), refused.get(), "qemu-io was refused each time");
            assertEquals(1, descriptors(stage.daemon().pid(), image), "open files of the image");
            stage.judge(image, "qcow2");
        }
    }

    private static void write(
            Path image, AtomicBoolean over, AtomicInteger tried, AtomicInteger refused) {
        while (!over.get()) {
            var result = Tool.run("qemu-io", "-f", "raw", "-c", "write 0 512", image.toString());
            tried.incrementAndGet();
            if (result.status() != 0 && (result.out() + result.err()).contains("lock")) {
                refused.incrementAndGet();
            }
        }
    }

    private static long descriptors(long pid, Path image) throws Exception {
        long count = 0;
        try (var open = Files.newDirectoryStream(Path.of("/proc", String.valueOf(pid), "fd"))) {
            for (var one : open) {
                if (Files.isSymbolicLink(one)
                        && image.toRealPath().equals(Files.readSymbolicLink(one))) {
                    count++;
                }
            }
        }
        return count;
    }
}
