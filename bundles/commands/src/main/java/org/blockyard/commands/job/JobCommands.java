package org.blockyard.commands.job;

import java.util.List;
import java.util.Optional;
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
    private JobCommands() {}

    record Id(@Option("id of the job") String id) {}

    record Info(
            @Option("id of the job") String id,
            @Option("what it does") String type,
            @Option("where it is in its life") JobState status,
            @Option("how much is done") long currentProgress,
            @Option("how much there is, as far as known") long totalProgress,
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
}
