package org.blockyard.kernel.internal.monitor;

import java.util.List;
import java.util.Optional;
import org.blockyard.job.IoErrorAction;
import org.blockyard.monitor.EventType;
import org.blockyard.option.NoOptions;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;

/** The events that the kernel itself publishes. */
public final class KernelEvents {
    /** A job is in another state. */
    public static final String JOB_STATUS_CHANGE = "JOB_STATUS_CHANGE";

    /** A block job could be completed now. */
    public static final String BLOCK_JOB_READY = "BLOCK_JOB_READY";

    /** A block job waits to be finalized. */
    public static final String BLOCK_JOB_PENDING = "BLOCK_JOB_PENDING";

    /** A block job ended, well or not. */
    public static final String BLOCK_JOB_COMPLETED = "BLOCK_JOB_COMPLETED";

    /** A block job was cancelled. */
    public static final String BLOCK_JOB_CANCELLED = "BLOCK_JOB_CANCELLED";

    /** A request of a block job failed. */
    public static final String BLOCK_JOB_ERROR = "BLOCK_JOB_ERROR";

    /** An export is gone. */
    public static final String BLOCK_EXPORT_DELETED = "BLOCK_EXPORT_DELETED";

    /** An export whose type went away is back with it. */
    public static final String EXPORT_RETURNED = "X_BLOCKYARD_EXPORT_RETURNED";

    /** Commands, drivers, export or object types came or went. */
    public static final String SCHEMA_CHANGED = "X_BLOCKYARD_SCHEMA_CHANGED";

    static final List<EventType> TYPES =
            List.of(
                    event(JOB_STATUS_CHANGE, "A job is in another state", Job.class),
                    event(BLOCK_JOB_READY, "A block job could be completed.", JobReady.class),
                    event(
                            BLOCK_JOB_PENDING,
                            "A block job waits to be made final.",
                            JobPending.class),
                    event(BLOCK_JOB_COMPLETED, "A block job ended.", JobCompleted.class),
                    event(BLOCK_JOB_CANCELLED, "A block job was cancelled.", JobReady.class),
                    event(BLOCK_JOB_ERROR, "A request of a block job failed.", JobError.class),
                    event(BLOCK_EXPORT_DELETED, "An export is gone for good", Id.class),
                    event(EXPORT_RETURNED, "An export is back with its type", Id.class),
                    event(
                            SCHEMA_CHANGED,
                            "What query-qmp-schema answers has changed",
                            NoOptions.class),
                    event(
                            "BLOCK_IMAGE_CORRUPTED",
                            "An image contradicts itself",
                            Corruption.class));

    record Id(@Option("the export's id") String id) {}

    record Job(@Option("the job's id") String id, @Option("its state now") String status) {}

    record JobReady(
            @Option("what it does") String type,
            @Option("the job's id") String device,
            @Option("how much there is") long len,
            @Option("how much is done") long offset,
            @Option("the most bytes a second, 0 for any") long speed) {}

    record JobCompleted(
            @Option("what it does") String type,
            @Option("the job's id") String device,
            @Option("how much there is") long len,
            @Option("how much is done") long offset,
            @Option("the most bytes a second, 0 for any") long speed,
            @Option("why it failed, if it did") Optional<String> error) {}

    record JobPending(@Option("what it does") String type, @Option("the job's id") String id) {}

    record JobError(
            @Option("the job's id") String device,
            @Option("what failed") Operation operation,
            @Option("what is done about it") IoErrorAction action) {}

    enum Operation {
        /** A read. */
        READ,
        /** A write. */
        WRITE
    }

    record Corruption(
            @Option("always empty") String device,
            @Option("the node") Optional<String> nodeName,
            @Option("what is wrong") String msg,
            @Option("where") Optional<Long> offset,
            @Option("how much") Optional<Long> size,
            @Option("whether the image can't be used any more") boolean fatal) {}

    private KernelEvents() {}

    private static EventType event(String name, String doc, Class<? extends Record> data) {
        return new EventType(name, doc, OptionSchema.of(data).type());
    }
}
