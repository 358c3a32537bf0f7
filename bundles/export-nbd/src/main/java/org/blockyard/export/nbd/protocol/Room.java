package org.blockyard.export.nbd.protocol;

/**
 * What something of one client's takes up while it is in flight.
 *
 * @param kind what it is
 * @param requests 1 if it is a request under way, else 0
 * @param ownRequest whether that is one of those that the connection may have in any case
 * @param bytes its memory
 * @param ownBytes whether that is of what the connection may have in any case
 */
record Room(Kind kind, int requests, boolean ownRequest, int bytes, boolean ownBytes) {
    /** Things that do not wait for each other: each has some room in any case. */
    enum Kind {
        /** The lane, for memory into which it takes a write's data. */
        LANE(0, Workspace.INPUT_BYTES),
        /** A request of little or no memory. */
        SMALL(2, 64 << 10),
        /** A request of much memory. */
        LARGE(1, 128 << 10),
        /** A read that waits in the lane's ring, without a thread. */
        RING(0, 64 << 10);

        /** Requests of this kind that a connection may have under way whatever others do. */
        final int ownRequests;

        /** Memory that a connection may have for this kind whatever others do. */
        final int ownBytes;

        Kind(int ownRequests, int ownBytes) {
            this.ownRequests = ownRequests;
            this.ownBytes = ownBytes;
        }

        /** The kind of a request that needs so much memory. */
        static Kind of(int memory) {
            return memory <= SMALL.ownBytes ? SMALL : LARGE;
        }
    }

    /** How many requests it takes of what all connections share. */
    int sharedRequests() {
        return ownRequest ? 0 : requests;
    }

    /** How much memory it takes of what all connections share. */
    int sharedBytes() {
        return ownBytes ? 0 : bytes;
    }
}
