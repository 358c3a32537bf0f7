package org.blockyard.kernel.internal.node;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.Describable;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.ImageDescription;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.DrainedSection;
import org.blockyard.graph.Edge;
import org.blockyard.graph.Holder;
import org.blockyard.graph.LatencyHistogram;
import org.blockyard.graph.NodeOptions;
import org.blockyard.graph.NodeState;
import org.blockyard.graph.NodeStatistics;
import org.blockyard.graph.RequestKind;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Limits;
import org.blockyard.kernel.internal.bitmap.NodeBitmaps;
import org.blockyard.kernel.internal.path.Failures;
import org.blockyard.kernel.internal.path.NodeGate;
import org.blockyard.kernel.internal.path.PathCounters;
import org.blockyard.kernel.internal.path.RequestPath;
import org.blockyard.kernel.internal.path.WriteThreshold;
import org.jspecify.annotations.Nullable;

/**
 * A node: the part that stays while driver instances come and go. Its structure is changed inside
 * graph changes only; reading it is free for all.
 */
public final class Node implements BlockNode {
    /** How long control waits for requests in flight. */
    public static final Duration CONTROL_WAIT = Duration.ofSeconds(60);

    /** How long a description waits for a node that is held. */
    private static final Duration DESCRIBE_WAIT = Duration.ofSeconds(1);

    private final String name;
    private final NodeGate gate = new NodeGate();
    private final PathCounters counters = new PathCounters();
    private final RequestPath path;
    private final NodeBitmaps bitmaps;
    private final NodeEvents events;
    private final List<Hold> holders = new CopyOnWriteArrayList<>();
    private final List<Hold> children = new CopyOnWriteArrayList<>();
    private final ReentrantLock control = new ReentrantLock();
    private final QuietNode quiet = new QuietNode(this, control);
    private final Resizing resizing = new Resizing(this, quiet);
    private volatile NodeDefinition definition;
    private volatile NodeState state = NodeState.OPENING;
    private volatile String reason = "";
    private volatile boolean monitorOwned;
    private volatile boolean readOnly;
    private volatile boolean removing;
    private volatile long knownLength;
    private volatile Optional<String> pin = Optional.empty();
    private volatile Optional<String> before = Optional.empty();
    private @Nullable DrainedSection suspension;
    private volatile @Nullable Incarnation incarnation;
    private volatile ImageDescription described = ImageDescription.EMPTY;

    /** A node that is about to be opened. */
    public Node(String name, NodeDefinition definition, NodeEvents events) {
        this.name = name;
        this.definition = definition;
        this.events = events;
        this.readOnly = definition.options().readOnly();
        this.path = new RequestPath(name, gate, counters);
        this.bitmaps = new NodeBitmaps(name, new BitmapSurroundings(this));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String driver() {
        return definition.options().driver();
    }

    @Override
    public String driverVersion() {
        var open = incarnation;
        return open == null ? "" : open.driver().version();
    }

    @Override
    public NodeState state() {
        return state;
    }

    @Override
    public Optional<String> stateReason() {
        return reason.isEmpty() ? Optional.empty() : Optional.of(reason);
    }

    /** Enters a state, for a reason or none, and tells of it. */
    public void state(NodeState next, String why) {
        if (state != next || !reason.equals(why)) {
            state = next;
            reason = why;
            events.stateChanged(this);
        }
    }

    @Override
    public boolean monitorOwned() {
        return monitorOwned;
    }

    /** Says whether a command may remove it. */
    public void monitorOwned(boolean owned) {
        monitorOwned = owned;
    }

    @Override
    public NodeOptions options() {
        return definition.options();
    }

    @Override
    public Map<String, Object> definition() {
        return definition.tree();
    }

    /** The definition with what was read from it. */
    public NodeDefinition opening() {
        return definition;
    }

    /** Says the same in other words, such as another name of a child; nothing changes by it. */
    public void rewrite(NodeDefinition same) {
        definition = same;
    }

    /** Another definition, for the next opening. */
    public void redefine(NodeDefinition next) {
        definition = next;
        readOnly = next.options().readOnly();
    }

    @Override
    public String fileName() {
        return FileNaming.of(this);
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    /** The length that it had when it was last opened, or told. */
    public long knownLength() {
        return knownLength;
    }

    /**
     * Keeps requests waiting, here and above, while the driver is away; ends what kept them before.
     * With changes locked.
     */
    public void suspend(DrainedSection section) {
        var before = suspension;
        suspension = section;
        if (before != null) {
            before.close();
        }
    }

    /** Whether requests wait for the driver. With changes locked. */
    public boolean waits() {
        return suspension != null;
    }

    /** Lets requests go on that waited for the driver. With changes locked. */
    public void endSuspension() {
        var before = suspension;
        suspension = null;
        if (before != null) {
            before.close();
        }
    }

    /** The version of its driver that it is fixed to. */
    public Optional<String> pin() {
        return pin;
    }

    /** Fixes it to a version, or to none. */
    public void pin(Optional<String> version) {
        pin = version;
    }

    /** The version that it had in an earlier run beside nodes with another; a wish, not a pin. */
    public Optional<String> versionBefore() {
        return before;
    }

    /** Sets the version of an earlier run, or forgets it. */
    public void versionBefore(Optional<String> version) {
        before = version;
    }

    /** Says whether it is about to be removed; nobody may take hold of it then. */
    public void removing(boolean is) {
        removing = is;
    }

    /** Whether it is about to be removed. */
    public boolean removing() {
        return removing;
    }

    /** Says that only reading is possible. */
    public void openedReadOnly() {
        readOnly = true;
    }

    @Override
    public long length() {
        var open = incarnation;
        // a client that comes while the driver is away must see the disk, not an empty one
        return open == null ? knownLength : open.device().length();
    }

    @Override
    public Limits limits() {
        var open = incarnation;
        return open == null ? Limits.NONE : open.open().limits();
    }

    @Override
    public Optional<Edge> filtered() {
        var open = incarnation;
        return open == null || open.driver().kind() != DriverKind.FILTER
                ? Optional.empty()
                : children().stream()
                        .filter(edge -> edge.roles().contains(ChildRole.FILTERED))
                        .findFirst();
    }

    @Override
    public List<Edge> children() {
        return children.stream()
                .filter(h -> !h.idle())
                .map(h -> new Edge(name, h.as(), h.target(), h.roles(), h.wanted(), h.shared()))
                .toList();
    }

    /** Its holds on children; changed in place. */
    public List<Hold> childHolds() {
        return children;
    }

    @Override
    public List<Holder> holders() {
        return holders.stream().map(Hold::view).toList();
    }

    /** The holds on it; changed in place. */
    public List<Hold> holds() {
        return holders;
    }

    /** Whether a node is this one or lies below it. */
    boolean reaches(Node other) {
        return this == other || children.stream().anyMatch(h -> h.target().reaches(other));
    }

    /** The open driver instance. */
    public Optional<Incarnation> incarnation() {
        return Optional.ofNullable(incarnation);
    }

    /** Another driver instance, or none; with nothing in flight. */
    public void incarnation(@Nullable Incarnation next) {
        path.current(next == null ? null : next.open());
        incarnation = next;
        if (next != null) {
            knownLength = next.device().length();
            bitmaps.resize(knownLength);
        }
    }

    /** The way of requests through it. */
    public RequestPath path() {
        return path;
    }

    /** The gate before it. */
    public NodeGate gate() {
        return gate;
    }

    /** What hears of it. */
    public NodeEvents events() {
        return events;
    }

    @Override
    public NodeStatistics statistics() {
        return counters.snapshot(gate.inFlight());
    }

    @Override
    public void countLatencies(RequestKind kind, List<Long> boundaries) throws BlockException {
        LatencyHistogram.check(boundaries);
        counters.of(kind).choose(boundaries);
    }

    @Override
    public long writeThreshold() {
        return path.observers().threshold().map(WriteThreshold::threshold).orElse(0L);
    }

    @Override
    public void writeThreshold(long offset) {
        path.observers().threshold(offset == 0 ? null : new WriteThreshold(offset, this::exceeded));
    }

    private void exceeded(WriteThreshold passed, long amount) {
        path.observers().endOf(passed);
        events.thresholdExceeded(this, amount, passed.threshold());
    }

    @Override
    public ImageDescription describe() throws IOException {
        if (!gate.enter(DESCRIBE_WAIT.toNanos())) {
            return described;
        }
        try {
            var open = incarnation;
            if (open != null && open.device() instanceof Describable device) {
                described = device.describe();
            }
            return described;
        } catch (Throwable t) {
            throw Failures.of(name, "describe", t);
        } finally {
            gate.leave();
        }
    }

    @Override
    public NodeBitmaps dirtyBitmaps() {
        return bitmaps;
    }

    @Override
    public boolean has(Class<?> ability) {
        var open = incarnation;
        return open != null && ability.isInstance(open.device());
    }

    @Override
    public <T, R> R with(Class<T> ability, Use<T, R> use) throws IOException {
        return quiet.exclusively(
                "use of " + ability.getSimpleName(),
                false,
                open -> {
                    var found =
                            open.ability(ability)
                                    .orElseThrow(
                                            () ->
                                                    new BlockException(
                                                                    ErrorKind.UNSUPPORTED,
                                                                    "driver '"
                                                                            + driver()
                                                                            + "' of node '"
                                                                            + name
                                                                            + "' can't do this: it is not "
                                                                            + ability
                                                                                    .getSimpleName())
                                                            .inNode(name));
                    return use.apply(found);
                });
    }

    /** Its length, to be changed. */
    public Resizing resizing() {
        return resizing;
    }

    /** Itself, while nothing is in flight on it. */
    QuietNode quiet() {
        return quiet;
    }

    /** Its requests fail until it is opened again. */
    public void fail(Throwable cause) {
        var why = BlockException.of(cause).sentence();
        gate.refuse(ErrorKind.IO, "node '" + name + "' failed: " + why);
        state(NodeState.FAILED, why);
    }

    /** Has all writes keep off what is being copied up, or no longer. */
    public void watchWrites(boolean watched) throws IOException {
        quiet.still(
                "copying up",
                () -> {
                    if (watched) {
                        path.watchWrites();
                    } else {
                        path.unwatchWrites();
                    }
                });
    }

    /** Kept by whoever uses or replaces the device beyond the data path. */
    public ReentrantLock control() {
        return control;
    }

    /** Tells users of this node and of those above it that the length may have changed. */
    public void lengthChanged() {
        knownLength = length();
        events.lengthChanged(this);
    }
}
