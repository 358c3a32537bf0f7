package org.blockyard.itest.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of the graph are made and refused as by QEMU's storage daemon. */
class GraphAgainstQemuTest {
    /** What a node answers that QEMU 7.2 does not. */
    private static final String[] NEWER = {
        "active",
        "format-specific",
        "x-blockyard-state",
        "x-blockyard-driver-version",
        "x-blockyard-reason"
    };

    @TempDir Path folder;
    private Path images;

    @BeforeEach
    void makeImages() throws IOException {
        Tool.requires("qemu-img", "qemu-io");
        images = Files.createDirectory(folder.resolve("images"));
        qcow2("base", "1M");
        qcow2("ov", "1M");
        qcow2("top", "1M", "-b", "base", "-F", "qcow2");
        Tool.run("truncate", "-s", "1M", images.resolve("disk.raw").toString()).ok();
    }

    private void qcow2(String name, String size, String... backing) {
        var command = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", "qcow2"));
        command.addAll(List.of(backing));
        command.addAll(List.of(images.resolve(name).toString(), size));
        Tool.run(command.toArray(String[]::new)).ok();
    }

    private QmpPair pair() throws Exception {
        var pair = QmpPair.start(images, folder);
        pair.mask().without(NEWER).sort("node-name", "drv");
        pair.same(
                """
                blockdev-add {"driver": "file", "node-name": "f", "filename": "top"}
                blockdev-add {"driver": "file", "node-name": "f2", "filename": "ov"}
                blockdev-add {"driver": "qcow2", "node-name": "top", "file": "f"}
                blockdev-add {"driver": "qcow2", "node-name": "ov", "file": "f2", "backing": null}
                blockdev-add {"driver": "raw", "node-name": "raw", "file": {"driver": "file", "node-name": "rawf", "filename": "disk.raw"}}
                nbd-server-start {"addr": {"type": "unix", "data": {"path": "nbd.sock"}}}
                """);
        return pair;
    }

    @Test
    void nodesAreReopenedAsAListAndRefusedInTheSameWords() throws Exception {
        try (var pair = pair()) {
            // a node that is to become a child is named once or twice
            pair.mask().reword("device='[a-z]*' nor", "device='' nor");
            pair.same(
                    """
                    blockdev-reopen {"options": [{"driver": "file", "filename": "top"}]}
                    blockdev-reopen {"options": [{"driver": "file", "filename": "top", "node-name": "zz"}]}
                    blockdev-reopen {"options": [{"driver": "file", "filename": "ov", "node-name": "f"}]}
                    blockdev-reopen {"options": [{"driver": "qcow2", "file": "f", "node-name": "top"}]}
                    blockdev-reopen {"options": [{"driver": "qcow2", "file": "f", "node-name": "top", "backing": "base"}]}
                    blockdev-reopen {"options": [{"driver": "qcow2", "file": "f", "node-name": "top", "backing": null}]}
                    blockdev-reopen {"options": [{"driver": "qcow2", "file": "f", "node-name": "top", "backing": null}]}
                    blockdev-reopen {"options": [{"driver": "qcow2", "file": "f2", "node-name": "top", "backing": null}]}
                    blockdev-reopen {"options": [{"driver": "qcow2", "file": "f2", "node-name": "top", "backing": null}, {"driver": "qcow2", "file": "f", "node-name": "ov", "backing": null}]}
                    blockdev-reopen {"options": [{"driver": "qcow2", "file": "f2", "node-name": "top", "backing": "top"}]}
                    blockdev-reopen {"options": [{"driver": "qcow2", "file": "f", "node-name": "ov", "backing": "top"}]}
                    blockdev-reopen {"options": [{"driver": "qcow2", "file": "f2", "node-name": "top", "backing": "ov"}]}
                    blockdev-reopen {"options": [{"driver": "file", "filename": "top", "node-name": "f", "read-only": true}]}
                    blockdev-reopen {"options": [{"driver": "qcow2", "file": "f2", "node-name": "top", "backing": null, "read-only": true}, {"driver": "file", "filename": "ov", "node-name": "f2", "read-only": true}]}
                    """);
        }
    }

    @Test
    void nodesInUseAreNotRemoved() throws Exception {
        try (var pair = pair()) {
            pair.same(
                    """
                    blockdev-del {"node-name": "zz"}
                    blockdev-del {"node-name": "f"}
                    blockdev-del {"node-name": "rawf"}
                    block-export-add {"type": "nbd", "id": "e", "node-name": "ov", "name": "ov"}
                    blockdev-del {"node-name": "ov"}
                    block-export-del {"id": "e"}
                    await BLOCK_EXPORT_DELETED
                    blockdev-del {"node-name": "ov"}
                    blockdev-del {"node-name": "f2"}
                    blockdev-del {"node-name": "raw"}
                    blockdev-del {"node-name": "rawf"}
                    block-export-add {"type": "nbd", "id": "e", "node-name": "zz"}
                    blockdev-add {"driver": "raw", "node-name": "r2", "file": "zz"}
                    """);
        }
    }

    @Test
    void aBackingNodeIsNotRemovedNorGivenAnOverlay() throws Exception {
        try (var pair = pair()) {
            pair.same(
                    """
                    blockdev-reopen {"options": [{"driver": "qcow2", "file": "f", "node-name": "top", "backing": "ov"}]}
                    blockdev-del {"node-name": "ov"}
                    blockdev-snapshot {"node": "ov", "overlay": "raw"}
                    """);
        }
    }

    @Test
    void childrenOfOtherDriversAreNotChanged() throws Exception {
        try (var pair = pair()) {
            pair.same(
                    """
                    x-blockdev-change {"parent": "nope"}
                    x-blockdev-change {"parent": "top"}
                    x-blockdev-change {"parent": "top", "child": "file"}
                    x-blockdev-change {"parent": "top", "child": "zz"}
                    x-blockdev-change {"parent": "top", "node": "raw"}
                    x-blockdev-change {"parent": "top", "node": "zz"}
                    x-blockdev-change {"parent": "top", "node": "raw", "child": "file"}
                    """);
        }
    }

    @Test
    void lengthsChange() throws Exception {
        try (var pair = pair()) {
            pair.same(
                    """
                    block_resize {"size": 1000}
                    block_resize {"device": "top", "size": 1000}
                    block_resize {"node-name": "top", "size": -1}
                    block_resize {"node-name": "top", "size": 2097152}
                    block_resize {"node-name": "raw", "size": 1000}
                    block_resize {"device": "raw", "node-name": "raw", "size": 524288}
                    query-named-block-nodes {"flat": true}
                    """);
            pair.each(side -> side.tool("qemu-img", "info", "-U", "top").ok());
        }
    }

    @Test
    void anImageRecordsAnotherBackingFile() throws Exception {
        try (var pair = pair()) {
            pair.same(
                    """
                    change-backing-file {"device": "nope", "image-node-name": "top", "backing-file": "./base"}
                    change-backing-file {"device": "top", "image-node-name": "nope", "backing-file": "./base"}
                    change-backing-file {"device": "top", "image-node-name": "raw", "backing-file": "./base"}
                    change-backing-file {"device": "raw", "image-node-name": "raw", "backing-file": "./base"}
                    change-backing-file {"device": "raw", "image-node-name": "top", "backing-file": "./base"}
                    change-backing-file {"device": "top", "image-node-name": "top", "backing-file": "./base"}
                    blockdev-del {"node-name": "top"}
                    blockdev-add {"driver": "qcow2", "node-name": "top", "file": "f", "read-only": true}
                    change-backing-file {"device": "top", "image-node-name": "top", "backing-file": "././base"}
                    """);
            pair.each(
                    side ->
                            side.tool(
                                            "sh",
                                            "-c",
                                            "qemu-img info -U top | grep 'backing file: ././'")
                                    .ok());
        }
    }

    @Test
    void whatAJobReliesOnIsNotChanged() throws Exception {
        Tool.run("qemu-io", "-c", "write -P 1 0 1M", images.resolve("base").toString()).ok();
        try (var pair = pair()) {
            pair.same(
                    """
                    blockdev-add {"driver": "qcow2", "node-name": "b", "file": {"driver": "file", "filename": "base"}, "read-only": true}
                    blockdev-reopen {"options": [{"driver": "qcow2", "file": "f", "node-name": "top", "backing": "b"}]}
                    block-stream {"job-id": "s", "device": "top", "speed": 1}
                    job-pause {"id": "s"}
                    until JOB_STATUS_CHANGE {"id": "s", "status": "paused"}
                    blockdev-reopen {"options": [{"driver": "qcow2", "file": "f", "node-name": "top", "backing": null}]}
                    blockdev-reopen {"options": [{"driver": "qcow2", "file": "f", "node-name": "top", "backing": "ov"}]}
                    job-cancel {"id": "s"}
                    until JOB_STATUS_CHANGE {"id": "s", "status": "null"}
                    blockdev-reopen {"options": [{"driver": "qcow2", "file": "f", "node-name": "top", "backing": null}]}
                    """);
        }
    }

    @Test
    void theFirstWriteBeyondAThresholdIsToldOf() throws Exception {
        try (var pair = pair()) {
            pair.same(
                    """
                    block-set-write-threshold {"node-name": "nope", "write-threshold": 100}
                    block-set-write-threshold {"node-name": "rawf", "write-threshold": 65536}
                    query-named-block-nodes {"flat": true}
                    block-export-add {"type": "nbd", "id": "e", "node-name": "raw", "name": "d", "writable": true}
                    """);
            pair.each(
                    side ->
                            side.tool(
                                            "qemu-io",
                                            "-f",
                                            "raw",
                                            "-c",
                                            "write 0 64k",
                                            "-c",
                                            "write 65000 4k",
                                            "-c",
                                            "write 128k 4k",
                                            "nbd+unix:///d?socket=nbd.sock")
                                    .ok());
            pair.same(
                    """
                    await BLOCK_WRITE_THRESHOLD
                    query-named-block-nodes {"flat": true}
                    """);
        }
    }
}
