package org.blockyard.itest.peers;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can't be done with a node while a job uses it is refused as QEMU's daemon does it. */
class NodesInUseAgainstQemuTest {
    private static final String NODES =
            """
            blockdev-add {"driver": "raw", "node-name": "a", "file": {"driver": "null-co", "node-name": "af", "size": 1048576, "read-zeroes": true}}
            blockdev-add {"driver": "raw", "node-name": "b", "file": {"driver": "null-co", "node-name": "bf", "size": 1048576, "read-zeroes": true}}
            blockdev-add {"driver": "null-co", "node-name": "n", "size": 1048576, "read-zeroes": true}
            """;

    @TempDir Path folder;

    @Test
    void byAMirror() throws Exception {
        try (var pair = QmpPair.start(folder)) {
            pair.same(NODES);
            pair.same(
                    """
                    blockdev-mirror {"job-id": "m", "device": "a", "target": "b", "sync": "full"}
                    until JOB_STATUS_CHANGE {"status": "ready"}
                    blockdev-mirror {"job-id": "m2", "device": "a", "target": "n", "sync": "full"}
                    blockdev-backup {"job-id": "m2", "device": "a", "target": "n", "sync": "full"}
                    blockdev-backup {"job-id": "m2", "device": "n", "target": "b", "sync": "full"}
                    blockdev-backup {"job-id": "m2", "device": "n", "target": "a", "sync": "full"}
                    blockdev-mirror {"job-id": "m2", "device": "n", "target": "b", "sync": "full"}
                    blockdev-mirror {"job-id": "m2", "device": "b", "target": "n", "sync": "full"}
                    block-stream {"job-id": "m2", "device": "a"}
                    blockdev-del {"node-name": "b"}
                    blockdev-del {"node-name": "af"}
                    blockdev-snapshot {"node": "a", "overlay": "n"}
                    blockdev-reopen {"options": [{"driver": "raw", "node-name": "a", "file": "af", "read-only": true}]}
                    blockdev-reopen {"options": [{"driver": "raw", "node-name": "b", "file": "bf", "read-only": true}]}
                    change-backing-file {"device": "a", "image-node-name": "a", "backing-file": "x"}
                    blockdev-snapshot-internal-sync {"device": "a", "name": "s"}
                    """);
            // QEMU 7.2 does not know the node's name here, later versions say what ours does
            pair.mask().reword("Device '.null.' is in use|Node '[ab]' is busy: .*", "IN USE");
            pair.same(
                    """
                    block_resize {"node-name": "a", "size": 2097152}
                    block_resize {"node-name": "b", "size": 2097152}
                    """);
            pair.mask().reword("an unnamed block device|export 'e'|job 'm'", "SOMEBODY");
            pair.same(
                    """
                    nbd-server-start {"addr": {"type": "inet", "data": {"host": "127.0.0.1", "port": "0"}}}
                    block-export-add {"type": "nbd", "id": "e", "node-name": "b"}
                    block-export-add {"type": "nbd", "id": "e", "node-name": "b", "writable": true}
                    """);
        }
    }

    @Test
    void byABackup() throws Exception {
        try (var pair = QmpPair.start(folder)) {
            pair.same(NODES);
            pair.same(
                    """
                    blockdev-backup {"job-id": "j", "device": "a", "target": "b", "sync": "none"}
                    until JOB_STATUS_CHANGE {"status": "running"}
                    blockdev-backup {"job-id": "k", "device": "n", "target": "b", "sync": "full"}
                    blockdev-mirror {"job-id": "k", "device": "n", "target": "b", "sync": "full"}
                    blockdev-mirror {"job-id": "k", "device": "a", "target": "n", "sync": "full"}
                    """);
        }
    }

    @Test
    void readOnlyNodesAreNotExportedWritable() throws Exception {
        try (var pair = QmpPair.start(folder)) {
            pair.same(
                    """
                    blockdev-add {"driver": "null-co", "node-name": "n", "size": 1048576, "read-zeroes": true, "read-only": true}
                    nbd-server-start {"addr": {"type": "inet", "data": {"host": "127.0.0.1", "port": "0"}}}
                    block-export-add {"type": "nbd", "id": "e", "node-name": "n", "writable": true}
                    """);
        }
    }
}
