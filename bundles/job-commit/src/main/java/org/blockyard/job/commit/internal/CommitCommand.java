package org.blockyard.job.commit.internal;

import java.io.IOException;
import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.job.kit.HoldingBody;
import org.blockyard.job.kit.JobNodes;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.platform.Platform;

/** {@code block-commit}: checks what is asked and starts the job. */
public final class CommitCommand extends RecordCommand<CommitOptions> {
    /** The command. */
    public CommitCommand() {
        super(
                "block-commit",
                "Copies what layers hold down into a layer below them, and then drops them. If the disk in use is among them,"
                        + " the job keeps up with it when it is ready, until it is completed.",
                CommitOptions.class);
    }

    @Override
    protected Object run(CommitOptions options, CommandContext context) throws IOException {
        var platform = context.platform();
        // nobody may change the chain between the look at it and the hold on it
        return platform.graph()
                .exclusively(
                        () -> {
                            start(options, platform);
                            return Map.of();
                        });
    }

    private static void start(CommitOptions options, Platform platform) throws IOException {
        var plan = CommitPlan.of(options, platform.graph());
        JobNodes.requireFree(platform.jobs(), plan.concerned());
        requireNoBackingFile(options, plan);
        var request = options.job().request("commit", JobNodes.names(plan.concerned()));
        CommitBody body =
                plan.active()
                        ? new ActiveCommit(platform, options, plan, request.id())
                        : new IntermediateCommit(platform, options, plan, request.id());
        HoldingBody.start(platform.jobs(), request, body);
    }

    private static void requireNoBackingFile(CommitOptions options, CommitPlan plan)
            throws BlockException {
        if (plan.active() && options.backingFile().isPresent()) {
            throw CommitPlan.invalid(
                    plan.topIsDevice()
                            ? "'backing-file' specified, but 'top' is the active layer"
                            : "'backing-file' specified, but 'top' has a writer on it");
        }
    }
}
