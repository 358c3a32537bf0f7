package org.blockyard.io.tool.internal;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.blockyard.graph.ChainExtent;
import org.blockyard.io.tool.internal.Command.Arguments;

/** The commands that tell about the disk. */
final class Inspecting {
    private static final int SECTOR = 512;

    private Inspecting() {}

    static void alloc(Arguments a, CommandRunner r) throws IOException, CommandException {
        long offset = a.size(0);
        long asked = a.operands().size() > 1 ? a.size(1) : SECTOR;
        var lane = r.disk().lane();
        if (offset < 0 || asked < 0) {
            throw new CommandException("offset and count must not be negative");
        }
        long count = Math.clamp(lane.length() - offset, 0, asked);
        long allocated = 0;
        for (long at = offset; at < offset + count; ) {
            var extent = lane.chainStatus(at, offset + count - at, Optional.empty());
            allocated += allocated(extent) ? extent.length() : 0;
            at += extent.length();
        }
        r.out()
                .printf(
                        Locale.ROOT,
                        "%d/%d bytes allocated at offset %s%n",
                        allocated,
                        count,
                        Figures.size(offset));
    }

    /** Whether the disk itself, not one below it, holds it. */
    static boolean allocated(ChainExtent extent) {
        return extent.present() && extent.depth() == 0;
    }

    static void map(Arguments a, CommandRunner r) throws IOException, CommandException {
        var lane = r.disk().lane();
        long end = lane.length();
        if (end == 0) {
            throw new CommandException("no data in the file");
        }
        long from = 0;
        Optional<Boolean> current = Optional.empty();
        for (long at = 0; at < end; ) {
            var extent = lane.chainStatus(at, end - at, Optional.empty());
            boolean allocated = allocated(extent);
            if (current.isPresent() && current.get() != allocated) {
                mapLine(r, from, at, current.get());
                from = at;
            }
            current = Optional.of(allocated);
            at += extent.length();
        }
        mapLine(r, from, end, current.orElse(false));
    }

    private static void mapLine(CommandRunner r, long from, long to, boolean allocated) {
        r.out()
                .printf(
                        Locale.ROOT,
                        "%s (0x%x) bytes %s allocated at offset %s (0x%x)%n",
                        Figures.size(to - from),
                        to - from,
                        allocated ? "   " : "not",
                        Figures.size(from),
                        from);
    }

    static void info(Arguments a, CommandRunner r) throws IOException, CommandException {
        var node = r.disk().user().node();
        var description = node.describe();
        r.out().println("format name: " + node.driver());
        description
                .clusterSize()
                .ifPresent(size -> r.out().println("cluster size: " + Figures.size(size)));
        if (description.specificType().isPresent() && !description.specific().isEmpty()) {
            r.out().println("Format specific information:");
            members(r, "    ", description.specific());
        }
    }

    private static void members(CommandRunner r, String indent, Map<?, ?> members) {
        members.forEach(
                (key, value) -> {
                    var name = key.toString().replace('-', ' ');
                    if (value instanceof Map<?, ?> below) {
                        r.out().println(indent + name + ":");
                        members(r, indent + "    ", below);
                    } else {
                        r.out().println(indent + name + ": " + value);
                    }
                });
    }
}
