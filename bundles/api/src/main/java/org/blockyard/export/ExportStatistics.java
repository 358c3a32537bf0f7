package org.blockyard.export;

import java.time.Duration;
import java.util.List;

/**
 * What an export did for its clients since it began.
 *
 * @param clients those that are connected, the oldest first
 * @param connections how many clients came so far, those that left among them
 * @param work what was done for all of them, those that left among them
 * @since 1.1
 */
public record ExportStatistics(List<Client> clients, long connections, Work work) {
    /** Statistics that nobody can change. */
    public ExportStatistics {
        clients = List.copyOf(clients);
    }

    /**
     * One client that is connected. One that uses several connections counts as several.
     *
     * @param address where it comes from, such as {@code 192.0.2.7:40312}; empty if that has no
     *     name
     * @param age how long it has been connected
     * @param work what was done for it
     */
    public record Client(String address, Duration age, Work work) {}

    /**
     * Requests that came in, by kind, each counted when it is taken and whatever becomes of it.
     *
     * @param reads requests for data
     * @param writes requests that carry data
     * @param zeroes requests for zeroes to be written
     * @param discards requests to forget data
     * @param flushes requests to make data durable; they have no bytes
     * @param others all else, such as questions about the allocation
     * @param errors requests of any kind that were answered with an error
     */
    public record Work(
            Count reads,
            Count writes,
            Count zeroes,
            Count discards,
            Count flushes,
            Count others,
            long errors) {
        /** No work at all. */
        public static final Work NONE =
                new Work(Count.NONE, Count.NONE, Count.NONE, Count.NONE, Count.NONE, Count.NONE, 0);

        /** This and other work together. */
        public Work plus(Work other) {
            return new Work(
                    reads.plus(other.reads),
                    writes.plus(other.writes),
                    zeroes.plus(other.zeroes),
                    discards.plus(other.discards),
                    flushes.plus(other.flushes),
                    others.plus(other.others),
                    errors + other.errors);
        }

        /** Requests of all kinds. */
        public long requests() {
            return reads.requests
                    + writes.requests
                    + zeroes.requests
                    + discards.requests
                    + flushes.requests
                    + others.requests;
        }
    }

    /**
     * Requests of one kind.
     *
     * @param requests how many
     * @param bytes the bytes that they were about
     */
    public record Count(long requests, long bytes) {
        /** None. */
        public static final Count NONE = new Count(0, 0);

        /** These and others together. */
        public Count plus(Count other) {
            return new Count(requests + other.requests, bytes + other.bytes);
        }
    }
}
