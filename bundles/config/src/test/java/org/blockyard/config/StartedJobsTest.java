package org.blockyard.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockyard.job.JobInfo;
import org.blockyard.job.JobState;
import org.blockyard.job.Jobs;
import org.blockyard.platform.Platform;
import org.junit.jupiter.api.Test;

class StartedJobsTest {
    private final StartedJobs started = new StartedJobs();

    private Set<String> atWork(JobInfo... jobs) {
        var all = proxy(Jobs.class, "list", List.of(jobs));
        return started.atWork(proxy(Platform.class, "jobs", all)).keySet();
    }

    private static <T> T proxy(Class<T> type, String method, Object answer) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, called, arguments) -> {
                            assertEquals(method, called.getName());
                            return answer;
                        }));
    }

    private static JobInfo job(String id, JobState state) {
        return new JobInfo(id, "any", state, 0, 0, Optional.empty());
    }

    @Test
    void jobsAtWorkThatCanBeginAnewAreTold() {
        started.succeeded("block-commit", Map.of("job-id", "c", "device", "d"));
        started.succeeded("blockdev-create", Map.of("job-id", "made", "options", Map.of()));
        started.succeeded("blockdev-mirror", Map.of("job-id", "m", "sync", "full"));
        started.succeeded("blockdev-mirror", Map.of("job-id", "from-now-on", "sync", "none"));
        assertEquals(
                Set.of("c", "m"),
                atWork(
                        job("c", JobState.RUNNING),
                        job("m", JobState.READY),
                        job("made", JobState.RUNNING),
                        job("from-now-on", JobState.RUNNING)));
        assertEquals(
                Set.of("m"),
                atWork(job("c", JobState.PENDING), job("m", JobState.READY)),
                "one that becomes final may have changed the chain");
        assertEquals(Set.of("m"), atWork(job("c", JobState.CONCLUDED), job("m", JobState.READY)));
    }

    @Test
    void jobsOfTransactionsAreTold() {
        var backup =
                Map.of("type", "blockdev-backup", "data", Map.of("job-id", "b", "sync", "top"));
        started.succeeded("transaction", Map.of("actions", List.of(backup)));
        assertEquals(Set.of("b"), atWork(job("b", JobState.RUNNING)));
    }
}
