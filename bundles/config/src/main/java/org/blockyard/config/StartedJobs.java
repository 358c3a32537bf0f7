package org.blockyard.config;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.job.JobInfo;
import org.blockyard.job.JobState;
import org.blockyard.platform.Platform;

/**
 * The commands that started the jobs, of those jobs that can be started again: they begin anew, and
 * come to the same end. A copy of nothing but what is written from now on can't: what was written
 * in between would be missing. Nor can one that has done its work and is becoming final: it may
 * have changed the chain already, and would copy the old disk over the new one. Thread-safe.
 */
final class StartedJobs {
    private static final Set<String> COMMANDS =
            Set.of("block-stream", "block-commit", "blockdev-mirror", "blockdev-backup");

    private static final Set<JobState> OVER =
            EnumSet.of(JobState.PENDING, JobState.ABORTING, JobState.CONCLUDED, JobState.NULL);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Definition> definitions = new LinkedHashMap<>();

    /** A command has succeeded. */
    void succeeded(String command, Map<String, Object> arguments) {
        if (command.equals("transaction") && arguments.get("actions") instanceof List<?> actions) {
            actions.forEach(this::done);
        } else if (COMMANDS.contains(command)
                && !"none".equals(arguments.get("sync"))
                && arguments.get("job-id") instanceof String id) {
            lock.lock();
            try {
                definitions.put(id, Definition.command(command, arguments));
            } finally {
                lock.unlock();
            }
        }
    }

    @SuppressWarnings("unchecked") // trees have no other keys than text
    private void done(Object action) {
        if (action instanceof Map<?, ?> given
                && given.get("type") instanceof String type
                && given.get("data") instanceof Map<?, ?> data) {
            succeeded(type, (Map<String, Object>) data);
        }
    }

    /** Those of the jobs that are at work, by their ids. */
    Map<String, Definition> atWork(Platform platform) {
        var ids =
                platform.jobs().list().stream()
                        .filter(job -> !OVER.contains(job.state()))
                        .map(JobInfo::id)
                        .toList();
        lock.lock();
        try {
            definitions.keySet().retainAll(ids);
            return Map.copyOf(definitions);
        } finally {
            lock.unlock();
        }
    }
}
