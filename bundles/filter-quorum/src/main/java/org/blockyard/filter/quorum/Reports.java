package org.blockyard.filter.quorum;

import java.util.Optional;
import org.blockyard.driver.OpenContext;
import org.blockyard.filter.quorum.QuorumEvents.Bad;
import org.blockyard.filter.quorum.QuorumEvents.Failed;
import org.blockyard.filter.quorum.QuorumEvents.Operation;
import org.blockyard.io.BlockException;
import org.blockyard.option.OptionSchema;

/** Tells operators of children that fail or differ. */
final class Reports {
    private static final int SECTOR = 512;

    private final OpenContext context;

    Reports(OpenContext context) {
        this.context = context;
    }

    /** Too few children agree. */
    void failed(Place place) {
        context.publish(
                QuorumEvents.FAILED,
                OptionSchema.of(Failed.class)
                        .write(
                                new Failed(
                                        context.nodeName(), place.firstSector(), place.sectors())));
    }

    /** A child holds other bytes than the others. */
    void differs(String node, Place place) {
        bad(new Bad(Operation.READ, Optional.empty(), node, place.firstSector(), place.sectors()));
    }

    /** A child failed. */
    void failed(Operation operation, String node, Place place, BlockException why) {
        bad(
                new Bad(
                        operation,
                        Optional.of(why.sentence()),
                        node,
                        place.firstSector(),
                        place.sectors()));
    }

    private void bad(Bad told) {
        context.publish(QuorumEvents.BAD, OptionSchema.of(Bad.class).write(told));
    }

    /**
     * The bytes of a request.
     *
     * @param offset where they begin
     * @param length how many they are
     */
    record Place(long offset, long length) {
        /** That of a request for the disk as a whole. */
        static final Place NOWHERE = new Place(0, 0);

        long firstSector() {
            return offset / SECTOR;
        }

        long sectors() {
            return (offset + length + SECTOR - 1) / SECTOR - firstSector();
        }
    }
}
