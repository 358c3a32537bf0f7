package org.blockyard.img.internal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.Lane;

/** What lies in a disk from one place to the next, asked for many runs at once. Not thread-safe. */
final class RunsAhead {
    private static final int MOST = 64;

    private final Lane lane;
    private final Optional<String> base;
    private final Queue<ChainExtent> runs = new ArrayDeque<>(MOST);
    private long start;

    RunsAhead(Lane lane, Optional<String> base) {
        this.lane = lane;
        this.base = base;
    }

    /** The run that begins at a place: where the one before it ended, or anywhere else. */
    ChainExtent at(long offset) throws IOException {
        if (offset != start || runs.isEmpty()) {
            ask(offset);
        }
        var run = runs.remove();
        start += run.length();
        return run;
    }

    private void ask(long offset) throws IOException {
        runs.clear();
        start = offset;
        try {
            lane.chainStatus(
                    offset,
                    lane.length() - offset,
                    base,
                    (at, run) -> {
                        runs.add(run);
                        return runs.size() < MOST;
                    });
        } catch (IOException e) {
            if (runs.isEmpty()) {
                throw e;
            }
            // it is thrown again where it belongs
        }
    }
}
