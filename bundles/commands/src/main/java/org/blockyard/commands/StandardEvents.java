package org.blockyard.commands;

import java.util.List;
import java.util.Optional;
import org.blockyard.commands.kit.Types;
import org.blockyard.graph.NodeState;
import org.blockyard.job.JobState;
import org.blockyard.monitor.EventType;
import org.blockyard.option.NoOptions;
import org.blockyard.option.Option;

/** The events of the platform. */
final class StandardEvents {
    private StandardEvents() {}

    enum Operation {
        /** A read. */
        READ,
        /** A write. */
        WRITE
    }

    enum ErrorAction {
        /** Nothing. */
        IGNORE,
        /** The client was told. */
        REPORT,
        /** The work was stopped. */
        STOP
    }

    record JobStatusChange(
            @Option("id of the job") String id, @Option("where it is now") JobState status) {}

    record BlockExportDeleted(@Option("id of the export") String id) {}

    record BlockImageCorrupted(
            @Option("always empty: there are no named devices") String device,
            @Option("node of the image") Optional<String> nodeName,
            @Option("what is wrong") String msg,
            @Option("where in the image") Optional<Long> offset,
            @Option("how many bytes") Optional<Long> size,
            @Option("whether the image can't be used any more") boolean fatal) {}

    record BlockIoError(
            @Option(value = "always empty: there are no named devices", since = "9.2")
                    String qomPath,
            @Option("always empty: there are no named devices") String device,
            @Option("node that failed") Optional<String> nodeName,
            @Option("what failed") Operation operation,
            @Option("what was done about it") ErrorAction action,
            @Option("whether space ran out") Optional<Boolean> nospace,
            @Option("why, for people") String reason) {}

    record BlockWriteThreshold(
            @Option("the node") String nodeName,
            @Option("how far beyond the threshold the write ended") long amountExceeded,
            @Option("the threshold, which is not waited for any more") long writeThreshold) {}

    record NodeChanged(
            @Option("the node") String nodeName,
            @Option("its state now") NodeState state,
            @Option("why, for people") Optional<String> reason) {}

    enum SwapOutcome {
        /** It has the new version. */
        SWITCHED,
        /** It has the old version, as before, or none if it was away. */
        REFUSED
    }

    enum SwapPhase {
        /** The new version is tried on the image; requests are served. */
        REHEARSING,
        /** New requests wait, those in flight are awaited. */
        DRAINING,
        /** The old instance flushes, hands over and closes. */
        CLOSING,
        /** The new version opens and is compared. */
        OPENING,
        /** The new version failed; the old one opens again. */
        RESTORING
    }

    record DriverSwapped(
            @Option("the node") String nodeName,
            @Option("its driver") String driver,
            @Option("version that it had") String from,
            @Option("version that it was to have") String to,
            @Option("what happened") SwapOutcome outcome,
            @Option("why, if it was not switched") Optional<String> reason,
            @Option("milliseconds for which requests waited") double pauseMs,
            @Option("most requests that waited at once") int queued,
            @Option("whether the new instance took over state of the old one")
                    boolean handedOver) {}

    record DriverSwapPhase(
            @Option("the node") String nodeName,
            @Option("its driver") String driver,
            @Option("version that it is to have") String to,
            @Option("the step that begins") SwapPhase phase) {}

    /** All of them. */
    static List<EventType> all() {
        return List.of(
                event("JOB_STATUS_CHANGE", "A job came into another state.", JobStatusChange.class),
                event("BLOCK_EXPORT_DELETED", "An export is gone.", BlockExportDeleted.class),
                event(
                        "X_BLOCKYARD_EXPORT_RETURNED",
                        "An export that ended because its bundle went away is started again with the bundle that came.",
                        BlockExportDeleted.class),
                event(
                        "BLOCK_IMAGE_CORRUPTED",
                        "An image was found to contradict itself.",
                        BlockImageCorrupted.class),
                event(
                        "BLOCK_IO_ERROR",
                        "A request of a machine's device failed. Never sent here, as by qemu-storage-daemon: an export answers"
                                + " its client with the error.",
                        BlockIoError.class),
                event(
                        "BLOCK_WRITE_THRESHOLD",
                        "A write ended beyond the threshold that block-set-write-threshold set.",
                        BlockWriteThreshold.class),
                event(
                        "X_BLOCKYARD_NODE_STATE",
                        "A node came into another state.",
                        NodeChanged.class),
                event(
                        "X_BLOCKYARD_DRIVER_SWAP",
                        "A node was switched to another version of its driver, on command or because its driver"
                                + " went away and another came, or was to be.",
                        DriverSwapped.class),
                event(
                        "X_BLOCKYARD_DRIVER_SWAP_PHASE",
                        "A swap has come to its next step on a node.",
                        DriverSwapPhase.class),
                event(
                        "X_BLOCKYARD_SCHEMA_CHANGED",
                        "Commands, drivers, export or object types came or went, so query-qmp-schema answers"
                                + " differently now.",
                        NoOptions.class));
    }

    private static EventType event(String name, String doc, Class<? extends Record> data) {
        return new EventType(name, doc, Types.of(data));
    }
}
