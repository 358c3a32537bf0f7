package org.blockyard.itest.bench.nbd;

import java.util.LinkedHashMap;
import java.util.Map;
import org.blockyard.itest.bench.load.Outcome;

/**
 * What was read and written.
 *
 * @param reads the requests that read
 * @param writes those that wrote
 */
record Tally(Count reads, Count writes) {
    static final Tally NONE = new Tally(new Count(0, 0), new Count(0, 0));

    /**
     * Requests of one kind.
     *
     * @param requests how many
     * @param bytes of all of them
     */
    record Count(long requests, long bytes) {
        private Count plus(long more, int bytesEach) {
            return new Count(requests + more, bytes + more * bytesEach);
        }

        @Override
        public String toString() {
            return requests + " (" + bytes + ")";
        }

        private Map<String, Object> json() {
            var all = new LinkedHashMap<String, Object>();
            all.put("requests", requests);
            all.put("bytes", bytes);
            return all;
        }
    }

    Tally plus(Outcome outcome) {
        return new Tally(
                reads.plus(outcome.reads(), outcome.bytesEach()),
                writes.plus(outcome.writes(), outcome.bytesEach()));
    }

    Map<String, Object> json() {
        var all = new LinkedHashMap<String, Object>();
        all.put("reads", reads.json());
        all.put("writes", writes.json());
        return all;
    }
}
