package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.blockyard.itest.kit.NbdClient;
import org.blockyard.itest.kit.QmpClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A mirror that was given a bitmap is resumed by another, where the bitmap can be trusted. */
@Timeout(300)
class MirrorResumeTest {
    private static final int LENGTH = 16 << 20;
    private static final int SLOWLY = 4 << 20;
    private static final int BLOCK = 4096;

    @TempDir Path folder;

    private Path disk;
    private Path copy;

    @BeforeEach
    void makeImages() throws Exception {
        Tool.requires("qemu-img");
        disk = folder.resolve("disk.qcow2");
        copy = folder.resolve("copy.raw");
        var content = new byte[LENGTH];
        new Random(20261121).nextBytes(content);
        var raw = folder.resolve("content.raw");
        Files.write(raw, content);
        Tool.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw + "", disk + "").ok();
        Tool.run("qemu-img", "create", "-q", "-f", "raw", copy + "", LENGTH + "").ok();
    }

    private Daemon daemon() throws Exception {
        return Daemon.start(
                folder,
                "--blockdev",
                "driver=qcow2,node-name=disk,file.driver=file,file.filename=" + disk,
                "--blockdev",
                "driver=raw,node-name=copy,file.driver=file,file.filename=" + copy,
                "--nbd-server",
                "addr.type=unix,addr.path=" + folder.resolve("nbd.sock"),
                "--export",
                "type=nbd,id=e,node-name=disk,name=e,writable=on");
    }

    private void mirror(QmpClient qmp, String sync, int speed) throws IOException {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("job-id", "m");
        arguments.put("device", "disk");
        arguments.put("target", "copy");
        arguments.put("sync", sync);
        arguments.put("speed", speed);
        arguments.put("x-blockyard-bitmap", "left");
        qmp.execute("blockdev-mirror", arguments);
    }

    /** Begins to copy all, and returns when some is copied and some is not. */
    private void begin(QmpClient qmp) throws IOException {
        qmp.execute(
                "block-dirty-bitmap-add",
                Map.of("node", "disk", "name", "left", "persistent", true));
        mirror(qmp, "full", SLOWLY);
        while (number(qmp, "current-progress") == 0) {
            Thread.onSpinWait();
        }
    }

    private static long number(QmpClient qmp, String member) throws IOException {
        var job = QmpClient.objects(qmp.execute("query-jobs", Map.of())).getFirst();
        return ((Number) job.get(member)).longValue();
    }

    private void write(long offset) throws Exception {
        try (var client = new NbdClient(folder.resolve("nbd.sock"), "e")) {
            client.request(NbdClient.WRITE, 0, 1, offset, BLOCK, ByteBuffer.wrap(new byte[BLOCK]));
            assertEquals(0, client.reply().error());
        }
    }

    /** Resumes and ends; only a part was copied, and both are the same. */
    private void finish(QmpClient qmp) throws IOException {
        mirror(qmp, "none", 0);
        qmp.event("BLOCK_JOB_READY");
        long copied = number(qmp, "total-progress");
        assertTrue(copied > 0 && copied < LENGTH, "what was left is copied: " + copied);
        qmp.execute("block-job-cancel", Map.of("device", "m"));
        qmp.event("BLOCK_JOB_COMPLETED");
    }

    private void assertSame() {
        Tool.run("qemu-img", "compare", "-f", "qcow2", "-F", "raw", disk + "", copy + "").ok();
    }

    @Test
    void aMirrorThatWasCancelledIsResumedWithWhatWasWrittenSince() throws Exception {
        try (var daemon = daemon();
                var qmp = daemon.qmp()) {
            begin(qmp);
            write(0);
            qmp.execute("job-cancel", Map.of("id", "m"));
            qmp.event("BLOCK_JOB_CANCELLED");
            write(BLOCK);
            write(LENGTH - BLOCK);
            finish(qmp);
        }
        assertSame();
    }

    @Test
    void aMirrorWhoseDaemonWasEndedIsResumedByTheNext() throws Exception {
        try (var daemon = daemon();
                var qmp = daemon.qmp()) {
            begin(qmp);
            write(0);
        }
        try (var daemon = daemon();
                var qmp = daemon.qmp()) {
            write(BLOCK);
            finish(qmp);
        }
        assertSame();
    }

    @Test
    void afterAKillTheBitmapIsNotTrusted() throws Exception {
        var killed = daemon();
        try (var qmp = killed.qmp()) {
            qmp.execute(
                    "block-dirty-bitmap-add",
                    Map.of("node", "disk", "name", "left", "persistent", true));
        } finally {
            killed.close();
        }
        killed = daemon();
        try (var qmp = killed.qmp()) {
            mirror(qmp, "full", SLOWLY);
            write(0);
        } finally {
            killed.kill();
        }
        try (var daemon = daemon();
                var qmp = daemon.qmp()) {
            var refused = assertThrows(IOException.class, () -> mirror(qmp, "none", 0));
            assertTrue(refused.getMessage().contains("inconsistent"), refused.getMessage());
        }
    }
}
