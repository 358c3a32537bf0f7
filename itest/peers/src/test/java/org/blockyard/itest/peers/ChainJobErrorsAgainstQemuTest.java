package org.blockyard.itest.peers;

import static org.blockyard.itest.peers.JobErrors.ERRORS;
import static org.blockyard.itest.peers.JobErrors.POLICIES;
import static org.blockyard.itest.peers.JobErrors.events;
import static org.blockyard.itest.peers.JobErrors.eventsUntilReady;
import static org.blockyard.itest.peers.JobErrors.failing;
import static org.blockyard.itest.peers.JobErrors.sound;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What block-stream and block-commit do when a layer fails under them, by each of their policies:
 * the same as QEMU's. The data of the layers are in files of their own, so that a failure hits data
 * and never the tables of the format.
 */
@Timeout(300)
class ChainJobErrorsAgainstQemuTest {
    @TempDir Path folder;
    private Path images;

    @BeforeEach
    void makeImages() throws Exception {
        Tool.requires("qemu-img", "qemu-io");
        images = Files.createDirectory(folder.resolve("images"));
        inImages("qemu-img create -q -f raw base.raw 1M");
        inImages("qemu-io -f raw -c 'write -P 7 0 64k' base.raw");
        inImages("qemu-img create -q -f qcow2 -o data_file=full.data -b base.raw -F raw full");
        inImages("qemu-io -f qcow2 -c 'write -P 8 128k 64k' full");
        inImages("qemu-img create -q -f qcow2 -b full -F qcow2 top");
        inImages("qemu-img create -q -f qcow2 -o data_file=data -b base.raw -F raw empty");
        for (int i = 0; i < 2 * POLICIES.size() * ERRORS.size(); i++) {
            Files.copy(images.resolve("top"), images.resolve("top" + i));
            Files.copy(images.resolve("empty"), images.resolve("empty" + i));
        }
    }

    private void inImages(String command) {
        Tool.run("sh", "-c", "cd \"$0\" && " + command, images.toString()).ok();
    }

    /** One failure: which policy meets which error of which disk. */
    private record Failure(String policy, int errno, boolean source) {
        /** A disk that fails if it is what the job reads. */
        String source(String node, String file) {
            return source ? failing(node, file, "read", errno) : sound(node, file);
        }

        /** A disk that fails if it is what the job writes. */
        String target(String node, String file) {
            return source ? sound(node, file) : failing(node, file, "write", errno);
        }
    }

    private interface Script {
        String of(Failure failure, int number);
    }

    private void same(Script script) throws Exception {
        int number = 0;
        try (var pair = QmpPair.start(images, folder)) {
            // ours says more of why
            pair.mask().without("actively-synced").hide("offset", "len", "busy", "error");
            for (var policy : POLICIES) {
                for (int errno : ERRORS) {
                    pair.same(script.of(new Failure(policy, errno, true), number++));
                    pair.same(script.of(new Failure(policy, errno, false), number++));
                }
            }
        }
    }

    private static String layer(String node, String data, String backing) {
        return """
        blockdev-add {"driver": "qcow2", "node-name": "%1$s", "file": {"driver": "file", "filename": "%1$s"}, "data-file": "%2$s", "backing": "%3$s"}
        """
                .formatted(node, data, backing);
    }

    private static String removal(String... nodes) {
        var script = new StringBuilder();
        for (var node : nodes) {
            script.append("blockdev-del {\"node-name\": \"").append(node).append("\"}\n");
        }
        return script.toString();
    }

    @Test
    void aStreamDoesAsItWasTold() throws Exception {
        same(
                (failure, number) ->
                        failure.source("base", "base.raw")
                                + failure.target("data", "data")
                                + layer("empty" + number, "data", "base")
                                + """
                                block-stream {"job-id": "j", "device": "empty%d", "on-error": "%s"}
                                """
                                        .formatted(number, failure.policy())
                                + events(failure.policy(), failure.errno())
                                + removal("empty" + number, "data", "base"));
    }

    @Test
    void aCommitBelowTheDiskDoesAsItWasTold() throws Exception {
        same(
                (failure, number) ->
                        failure.target("base", "base.raw")
                                + failure.source("data", "full.data")
                                + layer("full", "data", "base")
                                + """
                                blockdev-add {"driver": "qcow2", "node-name": "top%1$d", "file": {"driver": "file", "filename": "top%1$d"}, "backing": "full"}
                                block-commit {"job-id": "j", "device": "top%1$d", "top-node": "full", "base-node": "base", "on-error": "%2$s"}
                                """
                                        .formatted(number, failure.policy())
                                + events(failure.policy(), failure.errno())
                                + removal("top" + number, "full", "data", "base"));
    }

    @Test
    void aCommitOfTheDiskDoesAsItWasTold() throws Exception {
        same(
                (failure, number) ->
                        failure.target("base", "base.raw")
                                + failure.source("data", "full.data")
                                + layer("full", "data", "base")
                                + """
                                block-commit {"job-id": "j", "device": "full", "base-node": "base", "on-error": "%s"}
                                """
                                        .formatted(failure.policy())
                                + eventsUntilReady(failure.policy(), failure.errno())
                                + removal("full", "data", "base"));
    }
}
