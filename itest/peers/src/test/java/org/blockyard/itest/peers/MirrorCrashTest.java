package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.blockyard.itest.kit.NbdClient;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Killed while a mirror works, the disk has everything that was flushed. */
@Timeout(300)
class MirrorCrashTest {
    private static final int SIZE_MIB = 32;
    private static final int KILLS = 2;

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"background", "write-blocking"})
    void theSourceOfAMirrorSurvivesAKill(String copyMode) throws Exception {
        Tool.requires("qemu-img");
        var image = folder.resolve("disk.qcow2");
        create(image);
        long seed = 20261121L + copyMode.hashCode();
        var random = new Random(seed);
        var load = new StampedLoad(SIZE_MIB * (1 << 20) / StampedLoad.BLOCK, seed);
        int flushes = 0;
        for (int round = 0; round < KILLS; round++) {
            var copy = folder.resolve("copy.qcow2");
            Files.deleteIfExists(copy);
            create(copy);
            flushes += killedUnderMirror(image, copy, copyMode, load, 300 + random.nextInt(1500));
            int status = Tool.run("qemu-img", "check", "-q", image + "").status();
            assertTrue(status == 0 || status == 3, "qemu-img check says " + status);
            var raw = folder.resolve("disk.raw");
            Tool.run("qemu-img", "convert", "-O", "raw", image + "", raw + "").ok();
            load.verify(raw);
        }
        assertTrue(flushes > 0, "the load must have flushed: " + flushes);
    }

    private static void create(Path image) {
        Tool.run("qemu-img", "create", "-q", "-f", "qcow2", image + "", SIZE_MIB + "M").ok();
    }

    private int killedUnderMirror(
            Path image, Path copy, String copyMode, StampedLoad load, int replies)
            throws Exception {
        var socket = folder.resolve("nbd.sock");
        var daemon =
                Daemon.start(
                        folder,
                        "--blockdev",
                        "driver=qcow2,node-name=disk,file.driver=file,file.filename=" + image,
                        "--blockdev",
                        "driver=qcow2,node-name=copy,file.driver=file,file.filename=" + copy,
                        "--nbd-server",
                        "addr.type=unix,addr.path=" + socket,
                        "--export",
                        "type=nbd,id=e,node-name=disk,name=e,writable=on");
        try (var qmp = daemon.qmp();
                var client = new NbdClient(socket, "e")) {
            qmp.execute(
                    "blockdev-mirror",
                    Map.of(
                            "job-id",
                            "m",
                            "device",
                            "disk",
                            "target",
                            "copy",
                            "sync",
                            "full",
                            "copy-mode",
                            copyMode));
            return load.run(client, replies, () -> kill(daemon));
        } finally {
            daemon.kill();
        }
    }

    private static void kill(Daemon daemon) {
        try {
            daemon.kill();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
