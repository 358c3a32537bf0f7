package org.blockyard.itest.bench.job;

import java.util.Map;

/** The jobs that copy a whole disk to a node. */
enum CopyJob {
    /** Keeps up with what is written, and is given up when all was copied once. */
    MIRROR("blockdev-mirror"),
    /** Keeps the disk of the beginning. */
    BACKUP("blockdev-backup");

    /** The id of the job in each run. */
    static final String ID = "copy";

    private final String command;

    CopyJob(String command) {
        this.command = command;
    }

    /** The command that starts it. */
    String command() {
        return command;
    }

    /** The command's arguments. */
    Map<String, Object> arguments(String source, String target) {
        return Map.of(
                "job-id",
                ID,
                "device",
                source,
                "target",
                target,
                "sync",
                "full",
                "auto-dismiss",
                false);
    }

    /**
     * Whether the peer serves the disk in an I/O thread. For a backup it can't: moving a disk with
     * a client to the thread of the filter ends in a failed assertion (7.2 and 10.0).
     */
    boolean ioThread() {
        return this != BACKUP;
    }

    /** Whether it copied all that there was when it began. */
    boolean copied(Map<String, Object> job, long length) {
        return "concluded".equals(job.get("status"))
                || this == MIRROR
                        && job.get("current-progress") instanceof Number done
                        && done.longValue() >= length;
    }
}
