package org.blockyard.graph;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.bitmap.DirtyBitmaps;
import org.blockyard.driver.ImageDescription;
import org.blockyard.io.BlockException;
import org.blockyard.io.Limits;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A node of the graph as others see it. Each open node is also an OSGi service with the properties
 * {@code blockyard.node} and {@code blockyard.driver}. What it tells is a snapshot; it may change
 * at once.
 */
@ProviderType
public interface BlockNode {
    /** Its unique name; those that the kernel made up begin with {@code #}. */
    String name();

    /** Whether a user gave the name. */
    default boolean named() {
        return !name().startsWith("#");
    }

    /** The driver's name. */
    String driver();

    /** The version of the driver's bundle, or empty while it has none. */
    String driverVersion();

    /** Where it is in its life. */
    NodeState state();

    /** Why it waits, is suspended or failed, as a sentence. */
    Optional<String> stateReason();

    /** Whether a command added it, so a command may remove it; the others go with their parents. */
    boolean monitorOwned();

    /** The common options as they are in force. */
    NodeOptions options();

    /**
     * All options it was opened with, driver's and common ones, as a tree that would open it again.
     */
    Map<String, Object> definition();

    /**
     * Its file name for people, such as {@code /a/b.qcow2} or {@code json:{...}}; empty if it has
     * none.
     */
    String fileName();

    /** Whether it is read-only now. */
    boolean readOnly();

    /**
     * Its length in bytes; the last known while its driver is away, 0 before it was first opened.
     */
    long length();

    /** What its device asks of requests. */
    Limits limits();

    /** Its edges to children, in the order in which they were opened. */
    List<Edge> children();

    /** Its child of that name. */
    default Optional<BlockNode> child(String name) {
        return children().stream().filter(e -> e.name().equals(name)).map(Edge::child).findFirst();
    }

    /**
     * The edge to the disk that it passes on, if its driver is a filter; formats have none, not
     * even raw, and neither has a node while its driver is away.
     *
     * @since 1.1
     */
    Optional<Edge> filtered();

    /** The edges and users that hold it. */
    List<Holder> holders();

    /** What its image tells about itself. */
    ImageDescription describe() throws IOException;

    /** What was done through it since it was opened. */
    NodeStatistics statistics();

    /**
     * From now on counts the latencies of a kind of request between these boundaries too, from
     * nothing; without boundaries it ends that. {@link NodeStatistics.Counter#chosen} tells them.
     *
     * @throws BlockException if the boundaries are not as {@link LatencyHistogram#check} wants them
     * @since 1.1
     */
    void countLatencies(RequestKind kind, List<Long> boundaries) throws BlockException;

    /**
     * Its dirty bitmaps, which stay with it whatever driver it has.
     *
     * @since 1.1
     */
    DirtyBitmaps dirtyBitmaps();

    /**
     * The offset beyond which a write is told of; 0 if none is.
     *
     * @since 1.1
     */
    long writeThreshold();

    /**
     * From now on waits for a write that ends beyond an offset: the first is told of by the event
     * {@code BLOCK_WRITE_THRESHOLD}, and the waiting is over. 0 ends it too.
     *
     * @since 1.1
     */
    void writeThreshold(long offset);

    /** Whether its device has an ability, such as {@code Resizable.class}. */
    boolean has(Class<?> ability);

    /**
     * Uses an ability of its device, kept from being closed or replaced meanwhile.
     *
     * @throws BlockException of kind {@code UNSUPPORTED}, naming the driver, if it lacks it
     */
    <T, R> R with(Class<T> ability, Use<T, R> use) throws IOException;

    /**
     * What is done with an ability.
     *
     * @param <T> the ability
     * @param <R> the result
     */
    @FunctionalInterface
    interface Use<T, R> {
        /** Does it. */
        R apply(T ability) throws IOException;
    }
}
