package org.blockyard.job.stream.internal;

import java.io.IOException;
import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.kit.HoldingBody;
import org.blockyard.job.kit.JobNodes;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.platform.Platform;

/** {@code block-stream}: checks what is asked and starts the job. */
public final class StreamCommand extends RecordCommand<StreamOptions> {
    /** The command. */
    public StreamCommand() {
        super(
                "block-stream",
                "Copies into a disk in use what the layers below it hold, down to a base, and then drops those layers.",
                StreamOptions.class);
    }

    @Override
    protected Object run(StreamOptions options, CommandContext context) throws IOException {
        var platform = context.platform();
        // nobody may change the chain between the look at it and the hold on it
        return platform.graph()
                .exclusively(
                        () -> {
                            start(options, platform);
                            return Map.of();
                        });
    }

    private static void start(StreamOptions options, Platform platform) throws IOException {
        var plan = StreamPlan.of(options, platform.graph());
        JobNodes.requireFree(platform.jobs(), plan.concerned());
        if (plan.base().isEmpty() && options.backingFile().isPresent()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "backing file specified, but streaming the entire chain");
        }
        var request = options.job().request("stream", JobNodes.names(plan.concerned()));
        var body = new StreamJob(platform, options, plan, request.id());
        HoldingBody.start(platform.jobs(), request, body);
    }
}
