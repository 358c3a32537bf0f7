package org.blockyard.daemon;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.blockyard.export.ExportStatistics;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.NodeStatistics;
import org.blockyard.monitor.ManagementEvent;
import org.blockyard.option.Sizes;
import org.blockyard.platform.LazyLogger;
import org.blockyard.platform.Platform;

/**
 * Logs what was done through a node when it is closed, and for an export's clients when it ends. Of
 * what was never used there is nothing to say. Thread-safe.
 */
final class StatisticsLog implements AutoCloseable {
    private static final System.Logger LOG = LazyLogger.of(StatisticsLog.class);
    private static final String NODE_STATE = "X_BLOCKYARD_NODE_STATE";
    private static final String CLIENTS = "X_BLOCKYARD_NBD_CLIENTS";
    private static final String EXPORT_DELETED = "BLOCK_EXPORT_DELETED";
    private static final double ALMOST_ALL = 0.99;
    private static final long NANOS_PER_MICROSECOND = 1_000;

    private final Platform platform;
    private final Map<String, BlockNode> nodes = new ConcurrentHashMap<>();
    private final Map<String, ExportStatistics> exports = new ConcurrentHashMap<>();
    private final AutoCloseable subscription;

    /** Logs what ends from now on. */
    StatisticsLog(Platform platform) {
        this.platform = platform;
        this.subscription = platform.events().subscribe(this::heard);
    }

    private void heard(ManagementEvent event) {
        switch (event.name()) {
            case NODE_STATE -> node(text(event, "node-name"), text(event, "state"));
            // when they have gone it is too late to ask
            case CLIENTS -> {
                var id = text(event, "id");
                platform.exports().statistics(id).ifPresent(now -> exports.put(id, now));
            }
            case EXPORT_DELETED -> {
                var id = text(event, "id");
                var last = exports.remove(id);
                if (last != null) {
                    LOG.log(Level.INFO, "export '" + id + "': " + sentence(last));
                }
            }
            default -> {}
        }
    }

    private static String text(ManagementEvent event, String key) {
        return String.valueOf(event.data().get(key));
    }

    private void node(String name, String state) {
        if (!state.equals("closed")) {
            platform.graph().find(name).ifPresent(node -> nodes.put(name, node));
            return;
        }
        var node = nodes.remove(name);
        if (node != null) {
            var said = sentence(node.statistics());
            if (!said.isEmpty()) {
                LOG.log(Level.INFO, "node '" + name + "': " + said);
            }
        }
    }

    /** What was done through a node, in words; empty if nothing was. */
    static String sentence(NodeStatistics done) {
        var said = new StringBuilder();
        add(said, "reads", done.reads());
        add(said, "writes", done.writes());
        add(said, "writes of zeroes", done.zeroes());
        add(said, "discards", done.discards());
        add(said, "flushes", done.flushes());
        return said.toString();
    }

    private static void add(StringBuilder said, String what, NodeStatistics.Counter counter) {
        if (counter.done() + counter.failed() + counter.invalid() == 0) {
            return;
        }
        said.append(said.isEmpty() ? "" : ", ").append(counter.done()).append(' ').append(what);
        said.append(" (").append(Sizes.human(counter.bytes())).append(", 99 % below ");
        said.append(counter.latencies().quantile(ALMOST_ALL) / NANOS_PER_MICROSECOND);
        said.append(" µs, ").append(counter.failed() + counter.invalid()).append(" failed)");
    }

    /** What an export did, in words. */
    static String sentence(ExportStatistics done) {
        var work = done.work();
        return done.connections()
                + " clients, "
                + work.requests()
                + " requests, "
                + Sizes.human(work.reads().bytes())
                + " read, "
                + Sizes.human(work.writes().bytes() + work.zeroes().bytes())
                + " written, "
                + work.errors()
                + " errors";
    }

    @Override
    public void close() {
        try {
            subscription.close();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "the log of statistics did not end", e);
        }
    }
}
