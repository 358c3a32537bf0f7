package org.blockyard.itest.peers;

import java.util.ArrayList;
import java.util.List;

/**
 * Parts of scripts of a job {@code j} that fails. Disks fail once, so that nothing depends on how a
 * job parts its work.
 */
final class JobErrors {
    static final int EIO = 5;
    static final int ENOSPC = 28;
    static final List<Integer> ERRORS = List.of(EIO, ENOSPC);

    /** What jobs can be told to do about failures. */
    static final List<String> POLICIES = List.of("report", "ignore", "stop", "enospc");

    private JobErrors() {}

    /** A disk that fails the first read or write. */
    static String failing(String node, String file, String kind, int errno) {
        return """
        blockdev-add {"driver": "blkdebug", "node-name": "%s", "image": {"driver": "file", "filename": "%s"}, "inject-error": [{"event": "none", "iotype": "%s", "errno": %d, "once": true}]}
        """
                .formatted(node, file, kind, errno);
    }

    /** A disk that does not fail. */
    static String sound(String node, String file) {
        return """
        blockdev-add {"driver": "file", "node-name": "%s", "filename": "%s"}
        """
                .formatted(node, file);
    }

    /** Lets the job fail once, and go on to its end where it waits for that. */
    static String events(String policy, int errno) {
        return events(policy, errno, List.of("until BLOCK_JOB_COMPLETED"));
    }

    /** The same of a job that is ready when it has copied all, and is cancelled then. */
    static String eventsUntilReady(String policy, int errno) {
        boolean fails = policy.equals("report") || policy.equals("enospc") && errno != ENOSPC;
        return fails
                ? events(policy, errno)
                : events(
                        policy,
                        errno,
                        List.of(
                                "until BLOCK_JOB_READY",
                                "job-cancel {\"id\": \"j\"}",
                                "until BLOCK_JOB_CANCELLED"));
    }

    private static String events(String policy, int errno, List<String> end) {
        var script = new ArrayList<>(List.of("until BLOCK_JOB_ERROR"));
        if (policy.equals("stop") || policy.equals("enospc") && errno == ENOSPC) {
            script.add("until JOB_STATUS_CHANGE {\"status\": \"paused\"}");
            script.add("query-block-jobs");
            script.add("job-resume {\"id\": \"j\"}");
        }
        script.addAll(end);
        script.add("until JOB_STATUS_CHANGE {\"status\": \"null\"}");
        return String.join("\n", script) + "\n";
    }
}
