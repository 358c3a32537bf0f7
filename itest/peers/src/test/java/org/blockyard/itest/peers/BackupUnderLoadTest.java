package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Backups of a disk that a client reads and writes over NBD: paused, made slower and quicker,
 * cancelled and killed as chance has it. The client never sees anything wrong, and each backup that
 * succeeds holds what the disk held at its start.
 */
@Timeout(300)
class BackupUnderLoadTest {
    private static final int MIB = 16;
    private static final int ROUNDS = Integer.getInteger("blockyard.backups", 12);
    private static final long SEED = Long.getLong("blockyard.seed", 20260101);

    @TempDir Path folder;

    private final Random chance = new Random(SEED);

    @Test
    void whatSucceedsIsOfItsMoment() throws Exception {
        Tool.requires("qemu-img");
        try (var disk = new LiveDisk(folder, MIB, SEED)) {
            int succeeded = 0;
            for (int i = 0; i < ROUNDS; i++) {
                disk.await(10);
                succeeded += backup(disk, "t" + i) ? 1 : 0;
            }
            assertTrue(succeeded > ROUNDS / 4, "of " + ROUNDS + " succeeded only " + succeeded);
            var held = folder.resolve("held.raw");
            assertArrayEquals(
                    disk.at(() -> Files.copy(disk.raw(), held)), Files.readAllBytes(held));
        }
    }

    /** Whether it came to its end. */
    private boolean backup(LiveDisk disk, String target) throws Exception {
        var image = disk.add(target, "");
        int end = chance.nextInt(6); // 0: killed, 1: cancelled
        var arguments = new LinkedHashMap<String, Object>();
        arguments.put("job-id", "job");
        arguments.put("device", "disk");
        arguments.put("target", target);
        arguments.put("sync", "full");
        arguments.put("compress", chance.nextInt(4) == 0);
        arguments.put("speed", (4L + chance.nextInt(30)) << 20);
        var moment = disk.at(() -> disk.qmp().execute("blockdev-backup", arguments));
        steer(disk);
        if (end == 0) {
            disk.killAndRestart();
            return false;
        }
        if (end == 1) {
            disk.qmp().ask("job-cancel", Map.of("id", "job"));
        } else {
            disk.qmp().ask("block-job-set-speed", Map.of("device", "job", "speed", 0));
        }
        disk.gone("job");
        disk.qmp().execute("blockdev-del", Map.of("node-name", target));
        Tool.run("qemu-img", "check", image.toString()).ok();
        if (end > 1) {
            disk.verify(image, "qcow2", moment);
        }
        Files.delete(image);
        return end > 1;
    }

    /** Steers the job about; it may be over at any time. */
    private void steer(LiveDisk disk) throws Exception {
        for (int i = chance.nextInt(4); i > 0; i--) {
            disk.await(chance.nextInt(8));
            if (chance.nextBoolean()) {
                disk.qmp().ask("job-pause", Map.of("id", "job"));
                disk.await(3);
                disk.qmp().ask("job-resume", Map.of("id", "job"));
            } else {
                var speed = (1L + chance.nextInt(40)) << 20;
                disk.qmp().ask("block-job-set-speed", Map.of("device", "job", "speed", speed));
            }
        }
    }

    /** Fleecing: a client copies the moment from an export while the disk is written. */
    @Test
    void aClientCopiesTheMomentThatAFilterKeeps() throws Exception {
        Tool.requires("qemu-img", "nbdcopy");
        var scratch = folder.resolve("scratch.qcow2").toString();
        Tool.run("qemu-img", "create", "-q", "-f", "qcow2", scratch, MIB + "M").ok();
        try (var disk =
                new LiveDisk(
                        folder,
                        MIB,
                        SEED,
                        "filter",
                        "--blockdev",
                        "driver=qcow2,node-name=scratch,file.driver=file,discard=unmap,file.filename="
                                + scratch,
                        "--blockdev",
                        "driver=copy-before-write,node-name=filter,file=disk,target=scratch",
                        "--blockdev",
                        "driver=snapshot-access,node-name=then,file=filter",
                        "--export",
                        "type=nbd,id=then,name=then,node-name=then")) {
            for (int i = 0; i < 3; i++) {
                disk.await(100);
                var copy = folder.resolve("copy" + i + ".raw");
                Tool.run("nbdcopy", disk.uri("then"), copy.toString()).ok();
                assertArrayEquals(disk.first(), Files.readAllBytes(copy), "copy " + i);
            }
        }
    }
}
