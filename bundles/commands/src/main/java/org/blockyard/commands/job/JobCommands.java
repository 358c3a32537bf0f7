package org.blockyard.commands.job;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.blockyard.commands.kit.Action;
import org.blockyard.job.JobInfo;
import org.blockyard.job.JobState;
import org.blockyard.job.JobVerb;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.NoOptions;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;

/** Commands about jobs. */
public final class JobCommands {
    /** The types of jobs that work on a node, as against those that make one. */
    private static final Set<String> BLOCK_JOBS = Set.of("commit", "stream", "mirror", "backup");

    private JobCommands() {}

    enum IoStatus {
        /** None failed. */
        OK,
        /** One failed. */
        FAILED,
        /** One failed for lack of space. */
        NOSPACE
    }

    record Id(@Option("id of the job") String id) {}

    record Info(
            @Option("id of the job") String id,
            @Option("what it does") String type,
            @Option("where it is in its life") JobState status,
            @Option("how much is done") long currentProgress,
            @Option("how much there is, as far as known") long totalProgress,
            @Option("why it failed") Optional<String> error) {}

    record BlockJobInfo(
            @Option("what it does") String type,
            @Option("id of the job") String device,
            @Option("how much there is") long len,
            @Option("how much is done") long offset,
            @Option("whether it is at work") boolean busy,
            @Option("whether it is paused") boolean paused,
            @Option("the most bytes a second, 0 for any") long speed,
            @Option("whether a request failed") IoStatus ioStatus,
            @Option("whether it can be completed") boolean ready,
            @Option("where it is in its life") JobState status,
            @Option("whether its result becomes final by itself") boolean autoFinalize,
            @Option("whether it is forgotten when concluded") boolean autoDismiss,
            @Option("why it failed") Optional<String> error) {}

    /** The commands. */
    public static List<ManagementCommand> all() {
        return List.of(
                verb(JobVerb.PAUSE, "Stops a job for a while."),
                verb(JobVerb.RESUME, "Lets a job go on that was paused."),
                verb(JobVerb.CANCEL, "Ends a job without a result."),
                verb(JobVerb.COMPLETE, "Finishes a job that is ready."),
                verb(JobVerb.FINALIZE, "Makes the result of a pending job final."),
                verb(JobVerb.DISMISS, "Forgets a job that is concluded."),
                Action.lists(
                        "query-jobs",
                        "Tells the jobs that are not gone.",
                        NoOptions.class,
                        Info.class,
                        (none, context) ->
                                context.platform().jobs().list().stream()
                                        .map(JobCommands::info)
                                        .map(OptionSchema.of(Info.class)::write)
                                        .toList()),
                Action.lists(
                        "query-block-jobs",
                        "Tells the jobs that work on a node.",
                        NoOptions.class,
                        BlockJobInfo.class,
                        (none, context) ->
                                context.platform().jobs().list().stream()
                                        .filter(job -> BLOCK_JOBS.contains(job.type()))
                                        .map(JobCommands::blockInfo)
                                        .map(OptionSchema.of(BlockJobInfo.class)::write)
                                        .toList()));
    }

    private static ManagementCommand verb(JobVerb verb, String doc) {
        return Action.does(
                "job-" + verb.word(),
                doc,
                Id.class,
                (given, context) -> context.platform().jobs().apply(given.id(), verb));
    }

    private static Info info(JobInfo job) {
        return new Info(job.id(), job.type(), job.state(), job.done(), job.total(), job.error());
    }

    private static BlockJobInfo blockInfo(JobInfo job) {
        boolean paused = job.state() == JobState.PAUSED || job.state() == JobState.STANDBY;
        boolean ready = job.state() == JobState.READY || job.state() == JobState.STANDBY;
        return new BlockJobInfo(
                job.type(),
                job.id(),
                job.total(),
                job.done(),
                job.state() == JobState.RUNNING,
                paused,
                0,
                job.error().isPresent() ? IoStatus.FAILED : IoStatus.OK,
                ready,
                job.state(),
                true,
                true,
                job.error());
    }
}
