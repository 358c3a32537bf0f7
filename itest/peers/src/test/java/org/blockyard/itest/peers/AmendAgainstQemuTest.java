package org.blockyard.itest.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** x-blockdev-amend changes keys of an encrypted disk in use, as QEMU's daemon does. */
@Timeout(300)
class AmendAgainstQemuTest {
    @TempDir Path folder;

    @Test
    void keysAreAddedAndErasedByJobs() throws Exception {
        Tool.requires("qemu-img");
        var images = Files.createDirectory(folder.resolve("images"));
        Tool.run(
                        "qemu-img",
                        "create",
                        "-q",
                        "-f",
                        "luks",
                        "--object",
                        "secret,id=one,data=first",
                        "-o",
                        "key-secret=one,iter-time=10",
                        images.resolve("disk.luks").toString(),
                        "1M")
                .ok();
        Tool.run("qemu-img", "create", "-q", "-f", "raw", images.resolve("disk.raw") + "", "1M")
                .ok();
        try (var pair = QmpPair.start(images, folder)) {
            // why a key can't be changed is said in words of our own; how far a job is in measures
            // of the driver
            pair.mask().hide("error", "current-progress", "total-progress");
            pair.same(
                    """
                    object-add {"qom-type": "secret", "id": "one", "data": "first"}
                    object-add {"qom-type": "secret", "id": "two", "data": "second"}
                    object-add {"qom-type": "secret", "id": "other", "data": "wrong"}
                    blockdev-add {"driver": "luks", "node-name": "l", "key-secret": "one",\
                     "file": {"driver": "file", "filename": "disk.luks"}}
                    blockdev-add {"driver": "raw", "node-name": "r",\
                     "file": {"driver": "file", "filename": "disk.raw"}}
                    x-blockdev-amend {"job-id": "j", "node-name": "l",\
                     "options": {"driver": "luks", "state": "active", "new-secret": "two", "iter-time": 10}}
                    await JOB_STATUS_CHANGE {"status": "concluded"}
                    query-jobs
                    query-block-jobs
                    job-dismiss {"id": "j"}
                    x-blockdev-amend {"job-id": "j", "node-name": "l",\
                     "options": {"driver": "luks", "state": "inactive", "old-secret": "other"}}
                    await JOB_STATUS_CHANGE {"status": "concluded"}
                    query-jobs
                    job-dismiss {"id": "j"}
                    x-blockdev-amend {"job-id": "j", "node-name": "l",\
                     "options": {"driver": "luks", "state": "inactive", "old-secret": "one"}}
                    await JOB_STATUS_CHANGE {"status": "concluded"}
                    job-dismiss {"id": "j"}
                    x-blockdev-amend {"job-id": "j", "node-name": "nope", "options": {"driver": "luks", "state": "active"}}
                    x-blockdev-amend {"job-id": "j", "node-name": "r", "options": {"driver": "luks", "state": "active", "new-secret": "two"}}
                    x-blockdev-amend {"node-name": "l", "options": {"driver": "luks", "state": "active"}}
                    """);
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
                                            "driver=luks,key-secret=two,file.filename=disk.luks")
                                    .ok());
        }
    }
}
