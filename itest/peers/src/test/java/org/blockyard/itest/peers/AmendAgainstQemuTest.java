package org.blockyard.itest.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** x-blockdev-amend changes keys of an encrypted disk in use, as QEMU's daemon does. */
@Timeout(300)
class AmendAgainstQemuTest {
    /** Where {@code KEYS{...}} stands for what a driver calls its changes of keys. */
    private static final String CHANGES =
            """
            x-blockdev-amend {"job-id": "j", "node-name": "d", KEYS{"state": "active", "new-secret": "two", "iter-time": 10}}
            await JOB_STATUS_CHANGE {"status": "concluded"}
            query-jobs
            query-block-jobs
            job-dismiss {"id": "j"}
            x-blockdev-amend {"job-id": "j", "node-name": "d", KEYS{"state": "inactive", "old-secret": "other"}}
            await JOB_STATUS_CHANGE {"status": "concluded"}
            query-jobs
            job-dismiss {"id": "j"}
            x-blockdev-amend {"job-id": "j", "node-name": "d", KEYS{"state": "inactive", "old-secret": "one"}}
            await JOB_STATUS_CHANGE {"status": "concluded"}
            job-dismiss {"id": "j"}
            x-blockdev-amend {"job-id": "j", "node-name": "d", KEYS{"state": "inactive", "old-secret": "two"}}
            await JOB_STATUS_CHANGE {"status": "concluded"}
            query-jobs
            job-dismiss {"id": "j"}
            x-blockdev-amend {"job-id": "j", "node-name": "nope", KEYS{"state": "active"}}
            x-blockdev-amend {"job-id": "j", "node-name": "r", KEYS{"state": "active", "new-secret": "two"}}
            x-blockdev-amend {"node-name": "d", KEYS{"state": "active"}}
            """;

    @TempDir Path folder;
    private Path images;

    @BeforeEach
    void prepare() throws IOException {
        Tool.requires("qemu-img");
        images = Files.createDirectory(folder.resolve("images"));
        create("raw", "", "r");
    }

    private void create(String format, String options, String name) {
        var command =
                new ArrayList<>(
                        List.of(
                                "qemu-img",
                                "create",
                                "-q",
                                "--object",
                                "secret,id=one,data=first"));
        command.addAll(List.of("-f", format));
        command.addAll(options.isEmpty() ? List.of() : List.of("-o", options));
        command.addAll(List.of(images.resolve(name).toString(), "1M"));
        Tool.run(command, Map.of()).ok();
    }

    private QmpPair pair() throws Exception {
        var pair = QmpPair.start(images, folder);
        // why a key can't be changed is said in words of our own; how far a job is in measures
        // of the driver
        pair.mask().hide("error", "current-progress", "total-progress");
        pair.same(
                """
                object-add {"qom-type": "secret", "id": "one", "data": "first"}
                object-add {"qom-type": "secret", "id": "two", "data": "second"}
                object-add {"qom-type": "secret", "id": "other", "data": "wrong"}
                blockdev-add {"driver": "raw", "node-name": "r",\
                 "file": {"driver": "file", "filename": "r"}}
                """);
        return pair;
    }

    @Test
    void keysOfLuksAreAddedAndErasedByJobs() throws Exception {
        create("luks", "key-secret=one,iter-time=10", "d");
        try (var pair = pair()) {
            pair.same(
                    """
                    blockdev-add {"driver": "luks", "node-name": "d", "key-secret": "one",\
                     "file": {"driver": "file", "filename": "d"}}
                    """);
            pair.same(CHANGES.replace("KEYS{", "\"options\": {\"driver\": \"luks\", "));
            opensByTheSecond(pair, "driver=luks,key-secret=two");
        }
    }

    @Test
    void keysOfQcow2AreAddedAndErasedByJobs() throws Exception {
        create("qcow2", "encrypt.format=luks,encrypt.key-secret=one,encrypt.iter-time=10", "d");
        create("qcow2", "", "plain");
        var encrypt =
                "\"options\": {\"driver\": \"qcow2\", \"encrypt\": {\"format\": \"luks\", $1}}";
        try (var pair = pair()) {
            pair.same(
                    """
                    blockdev-add {"driver": "qcow2", "node-name": "d",\
                     "encrypt": {"format": "luks", "key-secret": "one"},\
                     "file": {"driver": "file", "filename": "d"}}
                    blockdev-add {"driver": "qcow2", "node-name": "plain",\
                     "file": {"driver": "file", "filename": "plain"}}
                    """);
            pair.same(CHANGES.replaceAll("KEYS\\{(.*?)}", encrypt));
            pair.same(
                    """
                    x-blockdev-amend {"job-id": "j", "node-name": "plain", "options": {"driver": "qcow2",\
                     "encrypt": {"format": "luks", "state": "active", "new-secret": "two"}}}
                    await JOB_STATUS_CHANGE {"status": "concluded"}
                    query-jobs
                    job-dismiss {"id": "j"}
                    x-blockdev-amend {"job-id": "j", "node-name": "plain", "options": {"driver": "qcow2"}}
                    await JOB_STATUS_CHANGE {"status": "concluded"}
                    query-jobs
                    job-dismiss {"id": "j"}
                    x-blockdev-amend {"job-id": "j", "node-name": "plain", "options": {"driver": "luks",\
                     "state": "active", "new-secret": "two"}}
                    """);
            opensByTheSecond(pair, "driver=qcow2,encrypt.key-secret=two");
        }
    }

    private static void opensByTheSecond(QmpPair pair, String opening) throws Exception {
        pair.each(
                side ->
                        side.tool(
                                        "qemu-io",
                                        "-U",
                                        "-r",
                                        "--object",
                                        "secret,id=two,data=second",
                                        "--image-opts",
                                        "-c",
                                        "read 0 4k",
                                        opening + ",file.filename=d")
                                .ok());
    }
}
