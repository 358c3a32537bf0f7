package org.blockyard.job.kit;

import java.util.List;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.BlockWork;
import org.blockyard.job.JobRequest;
import org.blockyard.option.Option;

/**
 * The options of every command that starts a job on nodes; a {@code flat} member of its arguments.
 *
 * @param jobId the job's id
 * @param speed the most bytes a second, 0 for any
 * @param autoFinalize whether the result becomes final by itself
 * @param autoDismiss whether the job is forgotten when it is over
 */
public record BlockJobOptions(
        @Option("id of the job; there is none to take it from, so it must be given")
                Optional<String> jobId,
        @Option(value = "most bytes a second, 0 for any", byDefault = "0") long speed,
        @Option(value = "make the result final without job-finalize", byDefault = "true")
                boolean autoFinalize,
        @Option(value = "forget the job when it is over", byDefault = "true") boolean autoDismiss) {
    /** Options of nothing but an id. */
    public static BlockJobOptions of(String id) {
        return new BlockJobOptions(Optional.of(id), 0, true, true);
    }

    /**
     * The job to start.
     *
     * @param type what it does, such as {@code stream}
     * @param nodes the nodes that it holds, the one it was asked for first
     * @throws BlockException if the id is missing; whether it is well-formed and free is checked
     *     when the job is made
     */
    public JobRequest request(String type, List<String> nodes) throws BlockException {
        var id =
                jobId.orElseThrow(
                        () ->
                                new BlockException(ErrorKind.INVALID_OPTION, "Invalid job ID ''")
                                        .hint("There is no device to name the job after"));
        return new JobRequest(
                id, type, autoFinalize, autoDismiss, Optional.of(new BlockWork(nodes, speed)));
    }
}
