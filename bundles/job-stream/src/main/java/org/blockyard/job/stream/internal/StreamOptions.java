package org.blockyard.job.stream.internal;

import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.job.OnError;
import org.blockyard.job.kit.BlockJobOptions;
import org.blockyard.job.kit.JobNodes;
import org.blockyard.option.Option;

/**
 * The arguments of {@code block-stream}.
 *
 * @param job those of every job
 * @param device the node to fill
 * @param base the file of the layer that is to stay below
 * @param baseNode the layer that is to stay below
 * @param bottom the lowest layer that is to go
 * @param backingFile what to record as the backing file
 * @param backingMaskProtocol whether a backing that has no format is recorded as raw
 * @param onError what to do about a failed request
 * @param filterNodeName the name of a filter that the peer puts above the node
 */
record StreamOptions(
        @Option(value = "what every job has", flat = true) BlockJobOptions job,
        @Option("node to fill with what the layers below it hold") String device,
        @Option("file name of the layer that is to stay below; without any, none stays")
                Optional<String> base,
        @Option("node of the layer that is to stay below") Optional<String> baseNode,
        @Option("node of the lowest layer that is to go") Optional<String> bottom,
        @Option("what to record as the backing file instead of the base's name")
                Optional<String> backingFile,
        @Option(
                        value = "record raw as the format of a base that is not in a format",
                        byDefault = "false",
                        since = "9.0")
                boolean backingMaskProtocol,
        @Option(value = "what to do about a failed request", byDefault = "report") OnError onError,
        @Option("name of the filter; none is needed here, so the name is only checked")
                Optional<String> filterNodeName) {
    /** Checks that at most one way of naming the base was chosen. */
    void check() throws BlockException {
        JobNodes.requireOne("base", base, "base-node", baseNode);
        JobNodes.requireOne("base", base, "bottom", bottom);
        JobNodes.requireOne("bottom", bottom, "base-node", baseNode);
    }
}
