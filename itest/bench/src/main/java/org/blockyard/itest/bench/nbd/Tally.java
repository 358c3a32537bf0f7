package org.blockyard.itest.bench.nbd;

import java.util.LinkedHashMap;
import java.util.Map;
import org.blockyard.itest.bench.load.Outcome;

/**
 * What was read and written.
 *
 * @param reads how many requests read
 * @param writes how many wrote
 * @param bytesRead by all of them
 * @param bytesWritten by all of them
 */
record Tally(long reads, long writes, long bytesRead, long bytesWritten) {
    static final Tally NONE = new Tally(0, 0, 0, 0);

    Tally plus(Outcome outcome) {
        return new Tally(
                reads + outcome.reads(),
                writes + outcome.writes(),
                bytesRead + outcome.reads() * outcome.bytesEach(),
                bytesWritten + outcome.writes() * outcome.bytesEach());
    }

    @Override
    public String toString() {
        return "%d reads of %d bytes, %d writes of %d bytes"
                .formatted(reads, bytesRead, writes, bytesWritten);
    }

    Map<String, Object> json() {
        var all = new LinkedHashMap<String, Object>();
        all.put("reads", reads);
        all.put("writes", writes);
        all.put("bytes-read", bytesRead);
        all.put("bytes-written", bytesWritten);
        return all;
    }
}
