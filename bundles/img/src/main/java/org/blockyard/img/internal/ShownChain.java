package org.blockyard.img.internal;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.cli.CommandLine;
import org.blockyard.driver.ShownWhole;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.ChainTaker;
import org.blockyard.graph.Edge;
import org.blockyard.graph.Lane;

/**
 * A chain of images as {@code map} and {@code measure} show it: as its layers tell, but for a
 * lowest one that is {@link ShownWhole}, which is data throughout.
 *
 * @param lane to its top
 * @param depth how many layers lie above the one that is shown whole
 * @param whole bytes of that layer; 0 if there is none
 */
record ShownChain(Lane lane, int depth, long whole) {
    /** The chain below a node, as its layers tell if the command line wants that. */
    static ShownChain of(BlockNode top, Lane lane, CommandLine line) {
        return line.has(Flags.PRECISE) ? new ShownChain(lane, 0, 0) : asOthers(top, lane);
    }

    private static ShownChain asOthers(BlockNode top, Lane lane) {
        int depth = 0;
        var layer = top;
        var below = image(layer).child("backing");
        for (; below.isPresent(); below = image(layer).child("backing")) {
            layer = below.get();
            depth++;
        }
        long whole = image(layer).has(ShownWhole.class) ? layer.length() : 0;
        return new ShownChain(lane, depth, whole);
    }

    /** What a layer passes on: filters, and raw, have nothing to tell of their own. */
    private static BlockNode image(BlockNode layer) {
        var passed =
                layer.driver().equals("raw")
                        ? layer.child("file")
                        : layer.filtered().map(Edge::child);
        return passed.map(ShownChain::image).orElse(layer);
    }

    /** What is shown at a place. */
    ChainExtent at(long offset, long length) throws IOException {
        return shown(offset, lane.chainStatus(offset, length, Optional.empty()));
    }

    /** What is shown of a range, run after run. */
    void each(long offset, long length, ChainTaker taker) throws IOException {
        if (whole == 0) {
            lane.chainStatus(offset, length, Optional.empty(), taker);
            return;
        }
        long end = offset + length;
        for (long start = offset; start < end; ) {
            var run = at(start, end - start);
            for (long at = start + run.length(); at < end; at = start + run.length()) {
                var next = at(at, end - at);
                if (!sized(next, run.length()).equals(run)) {
                    break;
                }
                run = sized(run, run.length() + next.length());
            }
            taker.take(start, run);
            start += run.length();
        }
    }

    private ChainExtent shown(long offset, ChainExtent told) {
        boolean above = told.present() && told.depth() < depth;
        if (above || offset >= whole) {
            return told;
        }
        return new ChainExtent(
                Math.min(told.length(), whole - offset),
                true,
                false,
                true,
                false,
                depth,
                OptionalLong.empty(),
                Optional.empty());
    }

    private static ChainExtent sized(ChainExtent run, long length) {
        return new ChainExtent(
                length,
                run.data(),
                run.zero(),
                run.present(),
                run.compressed(),
                run.depth(),
                run.offset(),
                run.fileName());
    }
}
