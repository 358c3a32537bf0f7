package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.blockyard.itest.kit.NbdClient;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kills the daemon under write load, again and again: no corruption, and everything flushed is
 * there.
 */
class CrashTest {
    private static final int SIZE_MIB = 48;

    @TempDir Path folder;

    @ParameterizedTest(name = "{0} kills, {1}")
    @CsvSource({
        "4, 'compat=1.1,cluster_size=65536'",
        "3, 'compat=1.1,cluster_size=4096'",
        "3, 'compat=0.10,cluster_size=65536'",
        "3, 'compat=1.1,cluster_size=512,refcount_bits=1'",
    })
    void killedUnderLoadTheImageHasAtMostLeaks(int kills, String options) throws Exception {
        Tool.requires("qemu-img");
        var image = folder.resolve("disk.qcow2");
        var raw = folder.resolve("disk.raw");
        Tool.run(
                        "qemu-img",
                        "create",
                        "-q",
                        "-f",
                        "qcow2",
                        "-o",
                        options,
                        image.toString(),
                        SIZE_MIB + "M")
                .ok();
        long seed = 20261121L + options.hashCode();
        var random = new Random(seed);
        var load = new StampedLoad(SIZE_MIB * (1 << 20) / StampedLoad.BLOCK, seed);
        int flushes = 0;
        for (int round = 0; round < kills; round++) {
            var daemon =
                    Daemon.startBare(
                            folder,
                            "--blockdev",
                            "driver=file,node-name=f,filename=" + image,
                            "--blockdev",
                            "driver=qcow2,node-name=q,file=f",
                            "--nbd-server",
                            "addr.type=unix,addr.path=" + folder.resolve("nbd.sock"),
                            "--export",
                            "type=nbd,id=e,node-name=q,name=q,writable=on");
            try (var client = new NbdClient(folder.resolve("nbd.sock"), "q")) {
                flushes += load.run(client, 100 + random.nextInt(2500), () -> kill(daemon));
            } finally {
                daemon.kill();
            }
            int status = Tool.run("qemu-img", "check", "-q", image.toString()).status();
            assertTrue(
                    status == 0 || status == 3,
                    "round " + round + ": qemu-img check says " + status);
            Tool.run(
                            "qemu-img",
                            "convert",
                            "-f",
                            "qcow2",
                            "-O",
                            "raw",
                            image.toString(),
                            raw.toString())
                    .ok();
            load.verify(raw);
        }
        assertTrue(flushes > kills, "the load must have flushed: " + flushes);
        Files.delete(raw);
    }

    private static void kill(Daemon daemon) {
        try {
            daemon.kill();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
