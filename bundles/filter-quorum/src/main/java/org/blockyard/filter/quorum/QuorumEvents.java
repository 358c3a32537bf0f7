package org.blockyard.filter.quorum;

import java.util.List;
import java.util.Optional;
import org.blockyard.monitor.CommandSet;
import org.blockyard.monitor.EventType;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** The events of disks that several others hold. */
@Provide(services = CommandSet.class, name = "quorum")
public final class QuorumEvents implements CommandSet {
    static final String FAILED = "QUORUM_FAILURE";
    static final String BAD = "QUORUM_REPORT_BAD";

    /** Made by the platform. */
    public QuorumEvents() {}

    /**
     * What is told of a request that failed.
     *
     * @param reference the node
     * @param sectorNum where the request begins
     * @param sectorsCount how long it is
     */
    public record Failed(
            @Option("name of the node") String reference,
            @Option("first sector of the request") long sectorNum,
            @Option("number of its sectors") long sectorsCount) {}

    /**
     * What is told of a child that differs or fails.
     *
     * @param type what was to be done
     * @param error why it failed, if it did
     * @param nodeName the child's node
     * @param sectorNum where the request begins
     * @param sectorsCount how long it is
     */
    public record Bad(
            @Option("what was to be done") Operation type,
            @Option("why it failed; left out where the child holds other bytes")
                    Optional<String> error,
            @Option("name of the child's node") String nodeName,
            @Option("first sector of the request") long sectorNum,
            @Option("number of its sectors") long sectorsCount) {}

    /** What was to be done. */
    public enum Operation {
        /** A read. */
        READ,
        /** A write, of zeroes too. */
        WRITE,
        /** A flush. */
        FLUSH
    }

    @Override
    public List<ManagementCommand> commands() {
        return List.of();
    }

    @Override
    public List<EventType> events() {
        return List.of(
                new EventType(
                        FAILED,
                        "A request failed since too few children of a quorum agree",
                        OptionSchema.of(Failed.class).type()),
                new EventType(
                        BAD,
                        "A child of a quorum failed, or holds other bytes than the others",
                        OptionSchema.of(Bad.class).type()));
    }
}
