package org.blockyard.metrics.figures;

import java.util.List;
import java.util.stream.Stream;
import org.blockyard.job.JobInfo;
import org.blockyard.job.JobState;
import org.blockyard.job.Jobs;
import org.blockyard.metrics.text.Family.Type;
import org.blockyard.metrics.text.Labels;
import org.blockyard.metrics.text.MetricsText;

/**
 * How far jobs are. A job's speed is the rate of what it has done.
 *
 * @param jobs the jobs
 */
public record JobFigures(Jobs jobs) implements Figures {
    private static final List<String> STATES =
            Stream.of(JobState.values()).map(JobState::word).toList();

    @Override
    public void write(MetricsText out) {
        var present = jobs.list();
        var states = out.family("blockyard_job_state", Type.STATESET, "Where the job is.");
        present.forEach(job -> states.state(labels(job), STATES, job.state().word()));
        var done =
                out.family(
                        "blockyard_job_progress",
                        Type.GAUGE,
                        "How much is done, in the job's own measure.");
        present.forEach(job -> done.add(labels(job), job.done()));
        var goal =
                out.family(
                        "blockyard_job_goal",
                        Type.GAUGE,
                        "How much there is to do, as far as known, in the job's own measure.");
        present.forEach(job -> goal.add(labels(job), job.total()));
    }

    private static Labels labels(JobInfo job) {
        return Labels.of("job", job.id(), "type", job.type());
    }
}
