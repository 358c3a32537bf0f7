package org.blockyard.commands.job;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.commands.kit.Action;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.BlockJobInfo;
import org.blockyard.job.IoStatus;
import org.blockyard.job.JobInfo;
import org.blockyard.job.JobState;
import org.blockyard.job.JobVerb;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.CommandException;
import org.blockyard.monitor.CommandException.ErrorClass;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.NoOptions;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;

/** Commands about jobs that work on nodes, under the names from before there were other jobs. */
public final class BlockJobCommands {
    private BlockJobCommands() {}

    record Device(@Option("id of the job") String device) {}

    record Id(@Option("id of the job") String id) {}

    record Speed(
            @Option("id of the job") String device,
            @Option("most bytes a second, 0 for any") long speed) {}

    record Cancel(
            @Option("id of the job") String device,
            @Option(
                            value =
                                    "end it at once; otherwise one that is ready ends where what it made is whole,"
                                            + " and one that is paused does not",
                            byDefault = "false")
                    boolean force) {}

    record Facts(
            @Option("what it does") String type,
            @Option("id of the job") String device,
            @Option("how much there is") long len,
            @Option("how much is done") long offset,
            @Option("whether it is at work this moment") boolean busy,
            @Option("whether it is paused, or will be as soon as it can") boolean paused,
            @Option("the most bytes a second, 0 for any") long speed,
            @Option("whether a failed request has stopped it") IoStatus ioStatus,
            @Option("whether it can be completed") boolean ready,
            @Option("where it is in its life") JobState status,
            @Option("whether its result becomes final by itself") boolean autoFinalize,
            @Option("whether it is forgotten when concluded") boolean autoDismiss,
            @Option("why it failed") Optional<String> error,
            @Option(
                            value =
                                    "whether what is written goes to the target at once (mirror alone)",
                            since = "8.2")
                    Optional<Boolean> activelySynced) {}

    /** The commands. */
    public static List<ManagementCommand> all() {
        return List.of(
                Action.does(
                        "block-job-set-speed",
                        "Sets the most bytes a second of a job.",
                        Speed.class,
                        (given, context) -> {
                            require(given.device(), context);
                            context.platform().jobs().speed(given.device(), given.speed());
                        }),
                Action.does(
                        "block-job-cancel",
                        "Ends a job without its result, or a ready one where what it made is whole.",
                        Cancel.class,
                        BlockJobCommands::cancel),
                onDevice("pause", "Stops a job for a while.", JobVerb.PAUSE),
                onDevice("resume", "Lets a job go on that was paused.", JobVerb.RESUME),
                onDevice("complete", "Finishes a job that is ready.", JobVerb.COMPLETE),
                byId("finalize", "Makes the result of a pending job final.", JobVerb.FINALIZE),
                byId("dismiss", "Forgets a job that is concluded.", JobVerb.DISMISS),
                Action.lists(
                        "query-block-jobs",
                        "Tells the jobs that work on a node.",
                        NoOptions.class,
                        Facts.class,
                        (none, context) ->
                                context.platform().jobs().list().stream()
                                        .filter(job -> job.block().isPresent())
                                        .map(job -> facts(job, job.block().orElseThrow()))
                                        .toList()));
    }

    private static ManagementCommand onDevice(String name, String doc, JobVerb verb) {
        return Action.does(
                "block-job-" + name,
                doc,
                Device.class,
                (given, context) -> apply(given.device(), verb, context));
    }

    private static ManagementCommand byId(String name, String doc, JobVerb verb) {
        return Action.does(
                "block-job-" + name,
                doc,
                Id.class,
                (given, context) -> apply(given.id(), verb, context));
    }

    private static void apply(String id, JobVerb verb, CommandContext context) throws IOException {
        require(id, context);
        context.platform().jobs().apply(id, verb);
    }

    private static void cancel(Cancel given, CommandContext context) throws IOException {
        var job = require(given.device(), context);
        if (job.paused() && !given.force()) {
            throw new BlockException(
                    ErrorKind.BUSY,
                    "The block job for device '" + given.device() + "' is currently paused");
        }
        context.platform().jobs().cancel(given.device(), given.force());
    }

    private static JobInfo require(String id, CommandContext context) throws CommandException {
        return context.platform()
                .jobs()
                .find(id)
                .filter(job -> job.block().isPresent())
                .orElseThrow(
                        () ->
                                new CommandException(
                                        ErrorClass.DEVICE_NOT_ACTIVE,
                                        "Block job '" + id + "' not found"));
    }

    /** The members that all jobs have, and those of its type alone. */
    @SuppressWarnings("unchecked") // a record is written as a tree of members
    private static Map<String, Object> facts(JobInfo job, BlockJobInfo block) {
        var common =
                new Facts(
                        job.type(),
                        job.id(),
                        job.total(),
                        job.done(),
                        job.busy(),
                        job.paused(),
                        block.speed(),
                        block.ioStatus(),
                        job.ready(),
                        job.state(),
                        job.autoFinalize(),
                        job.autoDismiss(),
                        job.error(),
                        Optional.empty());
        var tree = new LinkedHashMap<>(OptionSchema.of(Facts.class).write(common));
        tree.putAll(block.details());
        return tree;
    }
}
