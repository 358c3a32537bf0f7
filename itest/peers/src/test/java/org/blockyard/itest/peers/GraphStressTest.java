package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.blockyard.itest.kit.QmpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The graph is changed at random, and changes of it fail at random, while six clients read and
 * write two disks: none of them sees a request fail, or a block that is not as they wrote it.
 *
 * <p>{@code -Dpeers.stress.seconds} and {@code -Dpeers.stress.seed} make it another length and
 * another order.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class GraphStressTest {
    private static final int SECONDS = Integer.getInteger("peers.stress.seconds", 8);
    private static final long SEED = Long.getLong("peers.stress.seed", 20261121);

    @TempDir Path folder;
    private final Random random = new Random(SEED);
    private final List<String> done = new ArrayList<>();
    private StressedDisk left;
    private StressedDisk right;
    private QmpClient qmp;
    private int snapshots;

    /** One kind of change. */
    private interface Change {
        void make(StressedDisk disk, StressedDisk other) throws Exception;
    }

    @Test
    void clientsSeeNothingOfChangesThatAreMadeOrUndone() throws Exception {
        Tool.requires("qemu-img");
        left = new StressedDisk(folder, "left");
        right = new StressedDisk(folder, "right");
        var socket = folder.resolve("nbd.sock");
        try (var daemon =
                        Daemon.start(folder, "--nbd-server", "addr.type=unix,addr.path=" + socket);
                var monitor = daemon.qmp()) {
            qmp = monitor;
            left.open(qmp, socket);
            right.open(qmp, socket);
            changeForAWhile();
            left.rest();
            right.rest();
        }
        assertTrue(left.answered() > 0 && right.answered() > 0);
        left.judge();
        right.judge();
    }

    private void changeForAWhile() throws Exception {
        var changes =
                List.<Change>of(
                        this::snapshot,
                        this::snapshotBoth,
                        this::snapshotAborted,
                        this::reopenBoth,
                        this::reopenRefused,
                        this::internalSnapshot,
                        this::inactivityRefused,
                        this::lengthRefused,
                        this::bitmaps);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        for (int i = 0; i < changes.size() || System.nanoTime() < end; i++) {
            boolean first = random.nextBoolean();
            var change = changes.get(i < changes.size() ? i : random.nextInt(changes.size()));
            change.make(first ? left : right, first ? right : left);
            var after = "seed " + SEED + ", " + done.size() + " changes, " + done.getLast();
            left.sound(after);
            right.sound(after);
        }
    }

    private void did(String what) {
        done.add(what);
    }

    private void snapshot(StressedDisk disk, StressedDisk other) throws Exception {
        did("a snapshot");
        if (disk.canGoOn()) {
            disk.prepareOverlay(qmp);
            qmp.execute("blockdev-snapshot", disk.snapshot());
            disk.wentOn();
        }
    }

    private void snapshotBoth(StressedDisk disk, StressedDisk other) throws Exception {
        did("a snapshot of both disks");
        if (disk.canGoOn() && other.canGoOn()) {
            disk.prepareOverlay(qmp);
            other.prepareOverlay(qmp);
            qmp.execute("transaction", transaction(action(disk), action(other)));
            disk.wentOn();
            other.wentOn();
        }
    }

    private void snapshotAborted(StressedDisk disk, StressedDisk other) throws Exception {
        did("a snapshot of both disks that was undone");
        if (disk.canGoOn() && other.canGoOn()) {
            disk.prepareOverlay(qmp);
            other.prepareOverlay(qmp);
            var abort = Map.<String, Object>of("type", "abort", "data", Map.of());
            refused("transaction", transaction(action(disk), action(other), abort));
            disk.dropOverlay(qmp);
            other.dropOverlay(qmp);
        }
    }

    private static Map<String, Object> action(StressedDisk disk) {
        return Map.of("type", "blockdev-snapshot", "data", disk.snapshot());
    }

    @SafeVarargs
    private static Map<String, Object> transaction(Map<String, Object>... actions) {
        return Map.of("actions", List.of(actions));
    }

    private void reopenBoth(StressedDisk disk, StressedDisk other) throws Exception {
        did("other options of both disks");
        boolean detect = random.nextBoolean();
        qmp.execute(
                "blockdev-reopen",
                Map.of("options", List.of(disk.reopened(detect), other.reopened(!detect))));
    }

    private void reopenRefused(StressedDisk disk, StressedDisk other) throws Exception {
        did("other options of both disks, of which the last were refused");
        refused(
                "blockdev-reopen",
                Map.of("options", List.of(disk.reopened(true), other.stealing(disk))));
    }

    private void internalSnapshot(StressedDisk disk, StressedDisk other) throws Exception {
        did("a snapshot inside the image, and its end");
        var name = "s" + snapshots++;
        qmp.execute(
                "blockdev-snapshot-internal-sync", Map.of("device", disk.topNode(), "name", name));
        disk.sound("a snapshot inside the image");
        qmp.execute(
                "blockdev-snapshot-delete-internal-sync",
                Map.of("device", disk.topNode(), "name", name));
    }

    private void inactivityRefused(StressedDisk disk, StressedDisk other) throws Exception {
        did("inactivity that was refused");
        refused("blockdev-set-active", Map.of("active", false));
        refused("blockdev-set-active", Map.of("node-name", disk.topNode(), "active", false));
    }

    private void lengthRefused(StressedDisk disk, StressedDisk other) throws Exception {
        did("another length, which clients of an export could not follow");
        refused("block_resize", Map.of("node-name", disk.topNode(), "size", 9L << 20));
    }

    private void bitmaps(StressedDisk disk, StressedDisk other) throws Exception {
        did("bitmaps that came and went");
        var bitmap = Map.<String, Object>of("node", disk.topNode(), "name", "b");
        var twin = Map.<String, Object>of("node", other.topNode(), "name", "b");
        var add = "block-dirty-bitmap-add";
        qmp.execute(
                "transaction",
                transaction(
                        Map.of("type", add, "data", bitmap), Map.of("type", add, "data", twin)));
        refused("transaction", transaction(Map.of("type", add, "data", bitmap)));
        qmp.execute("block-dirty-bitmap-remove", bitmap);
        qmp.execute("block-dirty-bitmap-remove", twin);
    }

    private void refused(String command, Map<String, Object> arguments) throws Exception {
        var reply = qmp.ask(command, arguments);
        assertEquals(true, reply.containsKey("error"), command + ": " + reply);
    }
}
