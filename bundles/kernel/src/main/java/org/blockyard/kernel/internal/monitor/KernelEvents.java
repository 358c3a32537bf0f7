package org.blockyard.kernel.internal.monitor;

import java.util.List;
import java.util.Optional;
import org.blockyard.monitor.EventType;
import org.blockyard.option.NoOptions;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;

/** The events that the kernel itself publishes. */
public final class KernelEvents {
    /** A job is in another state. */
    public static final String JOB_STATUS_CHANGE = "JOB_STATUS_CHANGE";

    /** An export is gone. */
    public static final String BLOCK_EXPORT_DELETED = "BLOCK_EXPORT_DELETED";

    /** An export whose type went away is back with it. */
    public static final String EXPORT_RETURNED = "X_BLOCKYARD_EXPORT_RETURNED";

    /** Commands, drivers, export or object types came or went. */
    public static final String SCHEMA_CHANGED = "X_BLOCKYARD_SCHEMA_CHANGED";

    static final List<EventType> TYPES =
            List.of(
                    event(JOB_STATUS_CHANGE, "A job is in another state", Job.class),
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
