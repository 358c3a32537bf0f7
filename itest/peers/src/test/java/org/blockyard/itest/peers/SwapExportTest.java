package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.blockyard.itest.kit.NbdClient;
import org.blockyard.itest.kit.QmpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bundle of an export is replaced: its clients are disconnected and can come back at once. */
@Timeout(300)
class SwapExportTest {
    private static final int BYTES = 4096;
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(30);

    @TempDir Path folder;

    @Test
    void itsClientsComeBackToTheSameExportAndNothingElseNotices() throws Exception {
        Tool.requires("qemu-img", "nbdinfo");
        try (var stage = new Stage(folder, 8)) {
            var image = stage.qcow2("disk.qcow2");
            stage.start(
                    "--blockdev",
                    "driver=qcow2,node-name=disk,file.driver=file,file.filename=" + image,
                    "--export",
                    "type=nbd,id=e,node-name=disk,name=disk,writable=on");
            var written = new byte[BYTES];
            Arrays.fill(written, (byte) 0x5a);
            try (var before = new NbdClient(stage.socket(), "disk")) {
                before.request(NbdClient.WRITE, 0, 1, 0, BYTES, ByteBuffer.wrap(written));
                assertEquals(0, before.reply().error());
                stage.deploy("org.blockyard.export-nbd", "1.90.0");
                assertThrows(IOException.class, before::reply, "the client is disconnected");
            }
            try (var after = reconnect(stage)) {
                assertArrayEquals(written, after.read(0, BYTES));
                after.request(NbdClient.FLUSH, 0, 2, 0, 0, ByteBuffer.allocate(0));
                assertEquals(0, after.reply().error());
            }
            var exports = QmpClient.objects(stage.qmp().execute("query-block-exports", Map.of()));
            assertEquals(1, exports.size(), exports::toString);
            assertEquals("e", exports.getFirst().get("id"), "it has its old name");
            assertEquals("1.0.0", stage.version("disk"), "the node is as it was");
            Tool.run("nbdinfo", "nbd+unix:///disk?socket=" + stage.socket()).ok();
        }
    }

    private static NbdClient reconnect(Stage stage) {
        long end = System.nanoTime() + LIMIT;
        while (true) {
            try {
                return new NbdClient(stage.socket(), "disk");
            } catch (IOException e) {
                assertTrue(System.nanoTime() < end, () -> "it does not come back: " + e);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
    }
}
