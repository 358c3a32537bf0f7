package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dirty bitmaps record every write while drivers are swapped below and above them: what was copied
 * before, brought up to date by a bitmap alone, is the disk. A kill after a swap leaves a bitmap
 * that says that it is not to be trusted.
 */
@Timeout(300)
class SwapWithBitmapsTest {
    private static final String QCOW2 = "org.blockyard.format-qcow2";
    private static final String FILE = "org.blockyard.protocol-file";
    private static final String FILTER = "org.blockyard.filter-compress";
    private static final String NEW = "1.90.0";

    @TempDir Path folder;

    @BeforeEach
    void needsPeers() {
        Tool.requires("qemu-img");
    }

    /** A disk below a filter, with a bitmap that lasts and one that does not, and load on it. */
    private Path served(Stage stage) throws Exception {
        var image = stage.qcow2("disk.qcow2");
        Tool.run("qemu-img", "convert", "-O", "raw", image + "", folder + "/copy.raw").ok();
        Tool.run("qemu-img", "bitmap", "--add", image + "", "lasting").ok();
        stage.start(
                "--blockdev",
                "driver=file,node-name=f,filename=" + image,
                "--blockdev",
                "driver=qcow2,node-name=q,file=f",
                "--blockdev",
                "driver=compress,node-name=top,file=q",
                "--export",
                "type=nbd,id=e,node-name=top,name=top,writable=on");
        stage.qmp().execute("block-dirty-bitmap-add", Map.of("node", "q", "name", "passing"));
        stage.load("top");
        return image;
    }

    private static void swapAll(Stage stage) throws Exception {
        stage.deploy(QCOW2, NEW);
        stage.swapped("qcow2", NEW, "q");
        stage.deploy(FILE, NEW);
        stage.swapped("file", NEW, "f");
        stage.deploy(FILTER, NEW);
        stage.swapped("compress", NEW, "top");
    }

    @Test
    void whatABitmapTellsMakesTheCopyTheDisk() throws Exception {
        try (var stage = new Stage(folder, 16)) {
            var image = served(stage);
            swapAll(stage);
            stage.rest();
            for (var name : List.of("lasting", "passing")) {
                var copy = Files.copy(folder.resolve("copy.raw"), folder.resolve(name));
                backUp(stage, name, copy);
                var compare =
                        Tool.run("qemu-img", "compare", "-U", "-F", "raw", image + "", copy + "");
                assertEquals(0, compare.status(), name + ": " + compare.out());
            }
        }
    }

    private static void backUp(Stage stage, String bitmap, Path copy) throws Exception {
        var qmp = stage.qmp();
        qmp.execute(
                "blockdev-add",
                Map.of("driver", "file", "node-name", "copy", "filename", copy.toString()));
        qmp.execute(
                "blockdev-backup",
                Map.of(
                        "job-id",
                        "j",
                        "device",
                        "q",
                        "target",
                        "copy",
                        "sync",
                        "bitmap",
                        "bitmap",
                        bitmap,
                        "bitmap-mode",
                        "never"));
        qmp.await(
                event ->
                        "JOB_STATUS_CHANGE".equals(event.get("event"))
                                && Map.of("id", "j", "status", "null").equals(event.get("data")));
        qmp.execute("blockdev-del", Map.of("node-name", "copy"));
    }

    @Test
    void aKillAfterASwapLeavesTheBitmapInconsistent() throws Exception {
        var info = "";
        try (var stage = new Stage(folder, 16)) {
            var image = served(stage);
            stage.deploy(QCOW2, NEW);
            stage.swapped("qcow2", NEW, "q");
            stage.daemon().kill();
            info = Tool.run("qemu-img", "info", image + "").ok().out();
        } catch (IOException connectionLost) {
            // with the daemon
        }
        assertTrue(info.contains("in-use"), info);
    }
}
