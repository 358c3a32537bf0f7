package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockyard.itest.bench.verify.Generations;
import org.blockyard.itest.bench.verify.Mix;
import org.blockyard.itest.bench.verify.VerifyingLoad;
import org.blockyard.itest.kit.QmpClient;

/**
 * A disk that several clients read and write all the time, checking every block, while it goes on
 * in overlay after overlay. Each overlay has a node for its file, so that it can be opened again.
 */
final class StressedDisk {
    private static final int MIB = 8;
    private static final int BLOCKS = MIB * 256;
    private static final int OVERLAYS = 12;
    private static final Mix MIX = Mix.FLUSHING.with(3, 8);

    private final Path folder;
    private final String name;
    private final Generations disk = new Generations(BLOCKS);
    private VerifyingLoad load;
    private int top;

    StressedDisk(Path folder, String name) throws Exception {
        this.folder = folder;
        this.name = name;
        var raw = folder.resolve(name + ".raw").toString();
        disk.fill(Path.of(raw));
        Tool.run("qemu-img", "convert", "-O", "qcow2", raw, image(0).toString()).ok();
        for (int i = 1; i <= OVERLAYS; i++) {
            var backing = image(i - 1).toString();
            var command = List.of("qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b");
            var all = new ArrayList<>(command);
            all.addAll(List.of(backing, image(i).toString()));
            Tool.run(all.toArray(String[]::new)).ok();
        }
    }

    private Path image(int i) {
        return folder.resolve(node(i) + ".qcow2");
    }

    private String node(int i) {
        return name + i;
    }

    /** Opens the image and exports it. */
    void open(QmpClient qmp, Path socket) throws Exception {
        add(qmp, 0);
        qmp.execute(
                "block-export-add",
                Map.of("type", "nbd", "id", name, "node-name", node(0), "writable", true));
        load = VerifyingLoad.start(socket, node(0), disk, MIX, name.hashCode());
    }

    private void add(QmpClient qmp, int i) throws Exception {
        qmp.execute(
                "blockdev-add",
                Map.of(
                        "driver",
                        "file",
                        "node-name",
                        node(i) + "-file",
                        "filename",
                        image(i).toString()));
        qmp.execute("blockdev-add", definition(i, false));
    }

    /** The definition of the node of an image, as it is while nothing is below it. */
    private Map<String, Object> definition(int i, boolean detectZeroes) {
        var tree = new java.util.LinkedHashMap<String, Object>();
        tree.put("driver", "qcow2");
        tree.put("node-name", node(i));
        tree.put("file", node(i) + "-file");
        tree.put("detect-zeroes", detectZeroes ? "on" : "off");
        tree.put("backing", org.blockyard.option.JsonNull.NULL);
        return tree;
    }

    /** The definition with which the node that is written now is opened again. */
    Map<String, Object> reopened(boolean detectZeroes) {
        var tree = definition(top, detectZeroes);
        if (top > 0) {
            tree.put("backing", node(top - 1));
        }
        return tree;
    }

    /** A definition that the node refuses: its file is that of another disk. */
    Map<String, Object> stealing(StressedDisk other) {
        var tree = reopened(false);
        tree.put("file", other.node(other.top) + "-file");
        return tree;
    }

    /** The node that is written now. */
    String topNode() {
        return node(top);
    }

    /** Whether there is an overlay left to go on in. */
    boolean canGoOn() {
        return top < OVERLAYS;
    }

    /** Opens the next overlay. */
    void prepareOverlay(QmpClient qmp) throws Exception {
        add(qmp, top + 1);
    }

    /** Closes the next overlay, which is not used. */
    void dropOverlay(QmpClient qmp) throws Exception {
        qmp.execute("blockdev-del", Map.of("node-name", node(top + 1)));
        qmp.execute("blockdev-del", Map.of("node-name", node(top + 1) + "-file"));
    }

    /** The arguments with which the disk goes on in the next overlay. */
    Map<String, Object> snapshot() {
        return Map.of("node", node(top), "overlay", node(top + 1));
    }

    /** Says that the disk went on in the next overlay. */
    void wentOn() {
        top++;
    }

    /** Waits until the clients were answered again, and expects that nothing was wrong so far. */
    void sound(String after) throws Exception {
        load.cut();
        while (load.cut().latencies().total() == 0) {
            Thread.onSpinWait();
        }
        assertEquals(List.of(), load.complaints(), after);
        assertEquals(0, load.failed(), "requests that failed after " + after);
        assertEquals(0, load.wrong(), "blocks that were wrong after " + after);
    }

    /** Ends the clients. */
    void rest() throws Exception {
        load.close();
    }

    /** How many requests were answered. */
    long answered() {
        return load.answered();
    }

    /** Has qemu-img judge all images, and what a reader of the last one gets. */
    void judge() throws Exception {
        disk.closed();
        for (int i = 0; i <= top; i++) {
            Tool.run("qemu-img", "check", "-q", image(i).toString()).ok();
        }
        var raw = folder.resolve(name + "-judged.raw");
        Tool.run("qemu-img", "convert", "-O", "raw", image(top).toString(), raw.toString()).ok();
        assertEquals(0, disk.verify(raw), "blocks of " + name + " that are not as acknowledged");
    }
}
