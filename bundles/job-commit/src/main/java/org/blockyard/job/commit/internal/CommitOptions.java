package org.blockyard.job.commit.internal;

import java.util.Optional;
import org.blockyard.job.OnError;
import org.blockyard.job.kit.BlockJobOptions;
import org.blockyard.option.Option;

/**
 * The arguments of {@code block-commit}.
 *
 * @param job those of every job
 * @param device the uppermost node of the chain
 * @param baseNode the layer into which all goes
 * @param base its file name
 * @param topNode the uppermost layer whose content goes down
 * @param top its file name
 * @param backingFile what the layer above the top records as its backing file
 * @param backingMaskProtocol whether a backing that has no format is recorded as raw
 * @param onError what to do about a failed request
 * @param filterNodeName the name of the filter above the top
 */
record CommitOptions(
        @Option(value = "what every job has", flat = true) BlockJobOptions job,
        @Option("uppermost node of the chain") String device,
        @Option("node of the layer into which all goes; without any, the lowest")
                Optional<String> baseNode,
        @Option("file name of the layer into which all goes") Optional<String> base,
        @Option("node of the uppermost layer whose content goes down; without any, the disk in use")
                Optional<String> topNode,
        @Option("file name of the uppermost layer whose content goes down") Optional<String> top,
        @Option("what the layer above the top is to record as its backing file")
                Optional<String> backingFile,
        @Option(
                        value = "record raw as the format of a base that is not in a format",
                        byDefault = "false",
                        since = "9.0")
                boolean backingMaskProtocol,
        @Option(value = "what to do about a failed request", byDefault = "report") OnError onError,
        @Option("name of the filter that is above the top while the job works; one is made up")
                Optional<String> filterNodeName) {}
