package org.blockyard.itest.bench.load;

/**
 * What a load did.
 *
 * @param reads how many were answered
 * @param writes how many were answered
 * @param bytesEach the size of each request
 * @param seconds from its start until the last answer
 * @param clientMicros CPU time of the threads that made the load
 * @param latencies how long each request took, from just before it was sent until its last byte was
 *     there
 */
public record Outcome(
        long reads,
        long writes,
        int bytesEach,
        double seconds,
        double clientMicros,
        Latencies latencies) {
    /** This and what came after it, as one. */
    public Outcome and(Outcome next) {
        var both = new Latencies();
        both.add(latencies);
        both.add(next.latencies);
        return new Outcome(
                reads + next.reads,
                writes + next.writes,
                bytesEach,
                seconds + next.seconds,
                clientMicros + next.clientMicros,
                both);
    }

    /** How many requests were answered. */
    public long requests() {
        return reads + writes;
    }

    /** How many were answered in a second. */
    public double rate() {
        return requests() / seconds;
    }

    /** How much was read and written in a second. */
    public double mebibytesPerSecond() {
        return rate() * bytesEach / (1 << 20);
    }

    /** What a request cost the client, in microseconds of CPU time. */
    public double clientMicrosEach() {
        return clientMicros / requests();
    }
}
