package org.blockyard.shell.internal.command;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.blockyard.job.BlockJobInfo;
import org.blockyard.job.JobInfo;
import org.blockyard.job.JobRate;
import org.blockyard.job.JobState;
import org.blockyard.job.Jobs;
import org.blockyard.shell.internal.text.Table;

/** The jobs with how far and how fast they are. */
final class JobTable {
    private static final double PERCENT = 100;
    private static final double MIB = 1 << 20;
    private static final String NOTHING = "-";

    private JobTable() {}

    static Table of(Jobs jobs) {
        var table = new Table("job", "type", "state", ">done", ">rate", ">left", "nodes", "error");
        for (var job : jobs.list()) {
            table.row(
                    job.id(),
                    job.type(),
                    job.state().word(),
                    done(job),
                    rate(job),
                    left(job),
                    String.join(" ", job.block().map(BlockJobInfo::nodes).orElse(List.of())),
                    job.error().orElse(""));
        }
        return table;
    }

    private static String done(JobInfo job) {
        return job.total() == 0
                ? NOTHING
                : String.format(Locale.ROOT, "%.0f%%", PERCENT * job.done() / job.total());
    }

    /** Only jobs on nodes measure bytes. */
    private static String rate(JobInfo job) {
        return job.block().isEmpty() || job.rate().equals(JobRate.UNKNOWN)
                ? NOTHING
                : String.format(Locale.ROOT, "%.1f MiB/s", job.rate().perSecond() / MIB);
    }

    private static String left(JobInfo job) {
        boolean working = job.state() == JobState.RUNNING && job.total() > job.done();
        return working ? job.rate().remaining().map(JobTable::time).orElse(NOTHING) : NOTHING;
    }

    private static String time(Duration left) {
        return String.format(
                Locale.ROOT,
                "%d:%02d:%02d",
                left.toHours(),
                left.toMinutesPart(),
                left.toSecondsPart());
    }
}
