package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockyard.itest.kit.NbdClient;
import org.blockyard.itest.kit.QmpClient;
import org.blockyard.option.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten backups of a disk that is written all the time, each only of what changed since the one
 * before, restored by QEMU's tools and compared at every point.
 */
@Timeout(300)
class IncrementalChainTest {
    private static final int MIB = 16;
    private static final int POINTS = 10;
    private static final int WRITES = 25;
    private static final long SEED = Long.getLong("blockyard.seed", 20260101);

    @TempDir Path folder;

    @Test
    void theDaemonMakesEachPoint() throws Exception {
        Tool.requires("qemu-img");
        var images = new ArrayList<Path>();
        var moments = new ArrayList<byte[]>();
        try (var disk = new LiveDisk(folder, MIB, SEED)) {
            for (int i = 0; i <= POINTS; i++) {
                var point = "p" + i;
                images.add(disk.add(point, i == 0 ? "" : "p" + (i - 1)));
                var actions = i == 0 ? List.of(record("b"), full(point)) : List.of(since(point));
                moments.add(
                        disk.at(
                                () ->
                                        disk.qmp()
                                                .execute(
                                                        "transaction",
                                                        Map.of("actions", actions))));
                disk.gone("job");
                disk.await(WRITES);
                disk.qmp().execute("blockdev-del", Map.of("node-name", point));
            }
            for (int i = 0; i <= POINTS; i++) {
                Tool.run("qemu-img", "check", images.get(i).toString()).ok();
                disk.verify(images.get(i), "qcow2", moments.get(i));
            }
        }
    }

    private static Map<String, Object> record(String bitmap) {
        return Map.of(
                "type", "block-dirty-bitmap-add", "data", Map.of("node", "disk", "name", bitmap));
    }

    private static Map<String, Object> full(String target) {
        return Map.of(
                "type",
                "blockdev-backup",
                "data",
                Map.of("job-id", "job", "device", "disk", "target", target, "sync", "full"));
    }

    private static Map<String, Object> since(String target) {
        return Map.of(
                "type",
                "blockdev-backup",
                "data",
                Map.of(
                        "job-id",
                        "job",
                        "device",
                        "disk",
                        "target",
                        target,
                        "sync",
                        "incremental",
                        "bitmap",
                        "b"));
    }

    /**
     * What a client does that makes its backups itself: a job keeps what is overwritten, an export
     * shows the moment with the bitmap of what changed, and the client takes what it wants.
     */
    @Test
    void aClientMakesEachPointOverNbd() throws Exception {
        Tool.requires("qemu-img", "qemu-io", "nbdinfo", "nbdcopy");
        var images = new ArrayList<Path>();
        var moments = new ArrayList<byte[]>();
        try (var disk = new LiveDisk(folder, MIB, SEED + 1)) {
            for (int i = 0; i <= POINTS; i++) {
                addScratch(disk, i);
                var actions = new ArrayList<Map<String, Object>>();
                actions.add(record("b" + i));
                if (i > 0) {
                    actions.add(
                            Map.of(
                                    "type",
                                    "block-dirty-bitmap-disable",
                                    "data",
                                    Map.of("node", "disk", "name", "b" + (i - 1))));
                }
                actions.add(keep());
                moments.add(
                        disk.at(
                                () ->
                                        disk.qmp()
                                                .execute(
                                                        "transaction",
                                                        Map.of("actions", actions))));
                export(disk, i);
                images.add(i == 0 ? takeAll(disk) : takeChanges(disk, i));
                disk.await(WRITES);
                forget(disk, i);
            }
            for (int i = 0; i <= POINTS; i++) {
                disk.verify(images.get(i), "qcow2", moments.get(i));
            }
        }
    }

    private void addScratch(LiveDisk disk, int i) throws Exception {
        var path = folder.resolve("scratch" + i + ".qcow2").toString();
        Tool.run("qemu-img", "create", "-q", "-f", "qcow2", path, disk.length() + "").ok();
        disk.qmp()
                .execute(
                        "blockdev-add",
                        Map.of(
                                "driver",
                                "qcow2",
                                "node-name",
                                "scratch",
                                "backing",
                                "disk",
                                "file",
                                Map.of("driver", "file", "filename", path)));
    }

    private static Map<String, Object> keep() {
        return Map.of(
                "type",
                "blockdev-backup",
                "data",
                Map.of("job-id", "keep", "device", "disk", "target", "scratch", "sync", "none"));
    }

    private static void export(LiveDisk disk, int i) throws Exception {
        var bitmaps = i == 0 ? List.of() : List.of(Map.of("node", "disk", "name", "b" + (i - 1)));
        disk.qmp()
                .execute(
                        "block-export-add",
                        Map.of(
                                "type",
                                "nbd",
                                "id",
                                "then",
                                "node-name",
                                "scratch",
                                "name",
                                "then",
                                "bitmaps",
                                bitmaps));
    }

    private Path takeAll(LiveDisk disk) {
        var raw = folder.resolve("all.raw").toString();
        var image = folder.resolve("c0.qcow2");
        Tool.run("nbdcopy", disk.uri("then"), raw).ok();
        Tool.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw, image + "").ok();
        return image;
    }

    private Path takeChanges(LiveDisk disk, int i) throws Exception {
        var image = folder.resolve("c" + i + ".qcow2");
        var before = folder.resolve("c" + (i - 1) + ".qcow2");
        Tool.overlay(before.toString(), image.toString());
        var map =
                Tool.run(
                                "nbdinfo",
                                "--json",
                                "--map=qemu:dirty-bitmap:b" + (i - 1),
                                disk.uri("then"))
                        .ok()
                        .out();
        var command = new ArrayList<>(List.of("qemu-io", "-f", "qcow2"));
        var changed = new ByteArrayOutputStream();
        var parts = folder.resolve("part");
        Files.createDirectories(parts);
        try (var client = new NbdClient(disk.socket(), "then")) {
            for (var run : QmpClient.objects(Json.parse(map))) {
                if (number(run, "type") == 0) {
                    continue;
                }
                long at = number(run, "offset");
                int count = (int) number(run, "length");
                var part = parts.resolve(i + "-" + at);
                Files.write(part, read(client, at, count));
                changed.write(1);
                command.addAll(List.of("-c", "write -q -s " + part + " " + at + " " + count));
            }
        }
        assertTrue(changed.size() > 0, "nothing changed before point " + i);
        command.add(image.toString());
        Tool.run(command.toArray(String[]::new)).ok();
        return image;
    }

    private static byte[] read(NbdClient client, long at, int count) throws Exception {
        var all = new ByteArrayOutputStream();
        for (int done = 0; done < count; ) {
            int some = Math.min(1 << 20, count - done);
            all.write(client.read(at + done, some));
            done += some;
        }
        return all.toByteArray();
    }

    private static long number(Map<String, Object> run, String member) {
        return ((Number) run.get(member)).longValue();
    }

    private static void forget(LiveDisk disk, int i) throws Exception {
        disk.qmp().execute("block-export-del", Map.of("id", "then", "mode", "hard"));
        disk.qmp().event("BLOCK_EXPORT_DELETED");
        disk.qmp().execute("job-cancel", Map.of("id", "keep"));
        disk.gone("keep");
        disk.qmp().execute("blockdev-del", Map.of("node-name", "scratch"));
        if (i > 0) {
            disk.qmp()
                    .execute(
                            "block-dirty-bitmap-remove",
                            Map.of("node", "disk", "name", "b" + (i - 1)));
        }
    }
}
