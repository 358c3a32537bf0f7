package org.blockyard.job.mirror;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.blockyard.job.kit.BlockJobOptions;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.option.Option;

/** The command {@code blockdev-mirror}: mirrors a disk to a node that is there. */
final class BlockdevMirror extends RecordCommand<BlockdevMirror.Arguments> {
    /**
     * Its arguments.
     *
     * @param job of the job
     * @param mirror of the mirror
     * @param target the node that is written to
     * @param filterNodeName the filter's name
     */
    record Arguments(
            @Option(value = "the job", flat = true) BlockJobOptions job,
            @Option(value = "the mirror", flat = true) MirrorOptions mirror,
            @Option("node name of the target") String target,
            @Option("node name of the filter above the disk; made up if left out")
                    Optional<String> filterNodeName) {}

    BlockdevMirror() {
        super(
                "blockdev-mirror",
                "Copies a disk that is in use to another node and keeps it the same, until it takes"
                        + " the disk's place or is left as it is.",
                Arguments.class);
    }

    @Override
    protected Object run(Arguments given, CommandContext context) throws IOException {
        var start = new MirrorStart(context.platform(), given.mirror());
        var source = start.source();
        var target = start.node(given.target());
        start.run(given.job(), source, MirrorTarget.given(target), given.filterNodeName());
        return Map.of();
    }
}
