package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.blockyard.graph.Lane;
import org.blockyard.io.IoBuffer;
import org.blockyard.io.LentPlace;
import org.blockyard.posix.ReadRing;
import org.jspecify.annotations.Nullable;

/**
 * Reads that wait for the disk in an io_uring instead of on a thread each: the lane's own thread
 * begins all of a batch with one system call, waits for them and for its client together, and
 * answers what has come with one write. They need bytes that lie in a file as they are; whatever
 * else is to be read, and what fails or comes back short here, is left to threads.
 *
 * <p>While reads are in the ring the lane's thread waits for nothing else, so that what they keep
 * from being changed or closed depends on the disk alone: before any other wait it calls {@link
 * #settle}. The lane's thread only.
 */
final class RingReads {
    /** The most that are in the ring together. */
    static final int MOST = 128;

    /** The longest; a thread is not felt with longer ones, and copying is. */
    static final int LONGEST = 64 << 10;

    /** So many are begun without waiting for the end of the batch. */
    private static final int TOGETHER = 16;

    private final Lane lane;
    private final Framing framing;
    private final Outbox out;
    private final Background background;
    private final BlockingRead blocking;
    private final Rings rings;
    private final LaneSocket socket;

    private @Nullable ReadRing ring;
    private final @Nullable Flight[] flying = new Flight[MOST];
    private final int[] free = new int[MOST];
    private int freeCount = MOST;
    private int notBegun;
    private final Queue<Flight> landed = new ArrayDeque<>();
    private final ReadRing.Results results = this::land;

    /** A read under way, and what it takes up. */
    private static final class Flight {
        final Request request;
        final LentPlace place;
        final Room room;
        final IoBuffer buffer;
        boolean whole;

        Flight(Request request, LentPlace place, Room room, IoBuffer buffer) {
            this.request = request;
            this.place = place;
            this.room = room;
            this.buffer = buffer;
        }
    }

    RingReads(
            Lane lane,
            Framing framing,
            Outbox out,
            Background background,
            BlockingRead blocking,
            Rings rings,
            LaneSocket socket) {
        this.lane = lane;
        this.framing = framing;
        this.out = out;
        this.background = background;
        this.blocking = blocking;
        this.rings = rings;
        this.socket = socket;
        for (int i = 0; i < MOST; i++) {
            free[i] = i;
        }
    }

    /** Takes a read; false if it is not one for the ring, or there is no room. */
    boolean add(RequestHeader request) throws IOException {
        if (request.length > LONGEST || freeCount == 0) {
            return false;
        }
        int length = (int) request.length;
        var place = lend(request.offset, length);
        if (place == null) {
            return false;
        }
        var room = hasRing() ? background.tryTake(length) : null;
        if (room == null) {
            place.giveUp();
            return false;
        }
        begin(new Flight(request.keep(), place, room, lendMemory(length, place, room)), length);
        return true;
    }

    private @Nullable LentPlace lend(long offset, int length) {
        try {
            var lent = lane.tryLendPlace(offset, length).orElse(null);
            if (lent == null || lent.place().length() == length) {
                return lent;
            }
            lent.giveUp(); // the rest lies elsewhere
        } catch (IOException | RuntimeException e) {
            // reading in the other way tells what is wrong
        }
        return null;
    }

    private IoBuffer lendMemory(int length, LentPlace place, Room room) throws IOException {
        IoBuffer buffer = null;
        try {
            buffer = background.lend(length);
            return buffer;
        } finally {
            if (buffer == null) {
                place.giveUp();
                background.leave(room);
            }
        }
    }

    private void begin(Flight flight, int length) {
        var to = ring();
        var place = flight.place.place();
        int token = free[--freeCount];
        flying[token] = flight;
        var target = flight.buffer.bytes().clear().limit(length);
        to.read(place.descriptor(), place.offset(), target, token);
        if (++notBegun >= TOGETHER) {
            notBegun = 0;
            to.submit(results);
        }
    }

    private boolean hasRing() {
        if (ring == null) {
            ring = rings.open(MOST);
            if (ring != null && !socket.waitOnlyAfter(this::settle)) {
                rings.refuse();
                ring.close();
                ring = null;
            }
            out.waitOnlyAfter(this::settle);
        }
        return ring != null;
    }

    private ReadRing ring() {
        return Objects.requireNonNull(ring);
    }

    /**
     * Sends what is there, and while reads are in the ring answers them as they end, until the
     * client has sent something; if none are there it does not wait for the client.
     */
    void awaitInput() throws IOException {
        sendAll();
        boolean input = false;
        while (!input && freeCount < MOST) {
            notBegun = 0;
            input = ring().awaitInput(socket.descriptor(), results);
            sendAll();
        }
    }

    private void sendAll() throws IOException {
        do {
            answer();
            out.flush();
        } while (!landed.isEmpty()); // it may have had to settle
    }

    /** Waits until no read is in the ring. Nothing is sent; {@link #awaitInput} answers. */
    void settle() {
        notBegun = 0;
        while (freeCount < MOST) {
            ring().awaitResult(results);
        }
    }

    /** Waits until no read is in the ring and answers all. */
    void finish() throws IOException {
        settle();
        answer();
    }

    /** Waits until no read is in the ring and forgets all. */
    void close() {
        settle();
        for (var flight = landed.poll(); flight != null; flight = landed.poll()) {
            giveBack(flight);
        }
        if (ring != null) {
            ring.close();
            ring = null;
        }
    }

    /** A read has ended; what it kept from being changed need be kept no longer. */
    private void land(int token, int result) {
        var flight = Objects.requireNonNull(flying[token]);
        flying[token] = null;
        free[freeCount++] = token;
        flight.whole = result == flight.request.length();
        if (flight.whole) {
            flight.place.close();
        } else {
            flight.place.giveUp();
        }
        landed.add(flight);
    }

    private void answer() throws IOException {
        for (var flight = landed.poll(); flight != null; flight = landed.poll()) {
            if (flight.whole) {
                try {
                    copyOut(flight.request, flight.buffer);
                } finally {
                    giveBack(flight);
                }
            } else {
                giveBack(flight);
                blocking.submit(flight.request);
            }
        }
    }

    private void copyOut(Request request, IoBuffer from) throws IOException {
        int length = (int) request.length();
        int header = framing.dataHeaderBytes();
        int at = out.place(header, length, request.offset());
        out.target(at, at + length).put(from.bytes());
        framing.putDataHeader(
                out.memory(),
                at - header,
                request.cookie(),
                request.offset(),
                request.offset(),
                length,
                true);
        out.add(at - header, at + length);
    }

    private void giveBack(Flight flight) {
        flight.buffer.close();
        background.leave(flight.room);
    }
}
