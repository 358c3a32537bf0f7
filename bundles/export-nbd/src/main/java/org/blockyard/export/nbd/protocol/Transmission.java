package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.time.Duration;
import org.blockyard.graph.Lane;
import org.blockyard.io.RequestFlags;

/**
 * The transmission phase with one client, on the connection's own thread: takes all requests that
 * the socket holds, does each at once if it can be done without waiting, gathers the replies and
 * sends them when there is nothing more to take. The rest goes to {@link Background}.
 */
final class Transmission {
    private final Inbound in;
    private final Outbox out;
    private final Negotiated agreed;
    private final Lane lane;
    private final boolean writethrough;
    private final Replies replies;
    private final Background background;
    private final RingReads ring;
    private final Reads reads;
    private final Writes writes;
    private final Flushes flushes;
    private final StatusReply status;
    private final RequestHeader request;
    private final Tally tally;

    Transmission(
            Negotiated agreed,
            Inbound in,
            Outbox out,
            LaneSocket socket,
            Resources resources,
            Workers workers,
            Tally tally) {
        this.agreed = agreed;
        this.in = in;
        this.out = out;
        this.lane = agreed.lane();
        this.writethrough = agreed.disk().writethrough();
        var framing = agreed.framing();
        this.replies = new Replies(framing, out, tally);
        this.background = new Background(framing, out, resources.pool(), workers, tally);
        var blocking = new BlockingRead(lane, framing, out, background);
        this.ring =
                new RingReads(lane, framing, out, background, blocking, resources.rings(), socket);
        this.reads = new Reads(lane, framing, out, replies, ring, blocking, resources.zeroes());
        this.writes = new Writes(lane, in, replies, background, writethrough);
        this.flushes = new Flushes(lane, background, out);
        this.status = new StatusReply(agreed.disk(), lane, framing);
        this.request = new RequestHeader(framing);
        this.tally = tally;
    }

    /**
     * Serves the client until it leaves or breaks the protocol. When it returns, nothing is in
     * flight and the connection is closed.
     */
    void run() throws IOException {
        try {
            while (request.read(in) && request.type != Wire.CMD_DISC) {
                serve();
            }
            ring.finish();
            background.awaitEmpty();
            out.flush();
        } finally {
            out.abandon();
            ring.close();
            background.end();
        }
    }

    /**
     * Whether others have had to wait for so long because the client does not take its data: mapped
     * memory that is under way to it, or memory that all share. Any thread.
     */
    boolean holdsMemoryFor(Duration time) {
        long since = out.sendingSince();
        return since != 0
                && System.nanoTime() - since > time.toNanos()
                && (out.sendingLent() || background.isWaitedFor());
    }

    /** Sends what is there, before the lane waits for the client. */
    void awaitInput() throws IOException {
        ring.awaitInput();
    }

    private void serve() throws IOException {
        int payload = request.payload();
        if (request.type == Wire.CMD_BLOCK_STATUS && payload > 0) {
            tally.taken(request.type, 0);
            chosenStatus(payload);
            return;
        }
        int error =
                payload > 0 && request.type != Wire.CMD_WRITE
                        ? Wire.EINVAL
                        : Checks.error(request, agreed);
        tally.taken(request.type, error == 0 ? request.length : 0);
        if (error != 0) {
            in.skip(payload);
            replies.error(request, error);
            return;
        }
        switch (request.type) {
            case Wire.CMD_READ -> reads.serve(request);
            case Wire.CMD_WRITE -> writes.serve(request);
            case Wire.CMD_BLOCK_STATUS -> status(agreed.contexts());
            case Wire.CMD_FLUSH -> flushes.add(request.keep());
            case Wire.CMD_TRIM -> inBackground(this::trim);
            case Wire.CMD_WRITE_ZEROES -> inBackground(this::zeroes);
            default -> cache();
        }
    }

    /** One command's work on its request. */
    private interface Command {
        Answer run(Request request) throws IOException;
    }

    private void inBackground(Command command) throws IOException {
        var kept = request.keep();
        background.submit(kept, 0, memory -> command.run(kept));
    }

    private Answer trim(Request kept) throws IOException {
        if (kept.length() > 0) {
            lane.discard(kept.offset(), kept.length());
        }
        if (durable(kept)) {
            lane.flush();
        }
        return background.done(kept);
    }

    private Answer zeroes(Request kept) throws IOException {
        if (kept.length() == 0) {
            return background.done(kept);
        }
        boolean fast = kept.has(Wire.CMD_FLAG_FAST_ZERO);
        var flags = durable(kept) ? RequestFlags.FUA : RequestFlags.NONE;
        flags = kept.has(Wire.CMD_FLAG_NO_HOLE) ? flags : flags.with(RequestFlags.MAY_UNMAP);
        flags = fast ? flags.with(RequestFlags.NO_FALLBACK) : flags;
        try {
            if (lane.writeZeroes(kept.offset(), kept.length(), flags)) {
                return background.done(kept);
            }
            return background.error(kept, fast ? Wire.ENOTSUP : Wire.EIO);
        } catch (IOException e) {
            return background.error(kept, fast ? Errors.ofFastZero(e) : Errors.of(e));
        }
    }

    private void cache() throws IOException {
        var kept = request.keep();
        int piece = (int) Math.min(BlockingRead.PIECE, kept.length());
        background.submit(
                kept,
                piece,
                memory -> {
                    if (piece > 0) {
                        readAndForget(kept, piece);
                    }
                    return background.done(kept);
                });
    }

    private void readAndForget(Request kept, int piece) throws IOException {
        try (var buffer = background.lend(piece)) {
            long end = kept.offset() + kept.length();
            for (long at = kept.offset(); at < end; at += piece) {
                lane.read(at, buffer.bytes().clear().limit((int) Math.min(piece, end - at)));
            }
        }
    }

    private void status(MetaContexts contexts) throws IOException {
        var kept = request.keep();
        var known = status.tryAnswer(kept, contexts);
        if (known.isPresent()) {
            replies.send(known.get());
        } else {
            background.submit(
                    kept,
                    status.memory(kept),
                    StatusReply.LEAST_MEMORY,
                    memory -> Answer.of(status.answer(kept, contexts, memory)));
        }
    }

    /** A status request whose payload says how long it is and which contexts it means. */
    private void chosenStatus(int payload) throws IOException {
        int ids = (payload - Long.BYTES) / Integer.BYTES;
        boolean wellFormed =
                payload == Long.BYTES + ids * Integer.BYTES
                        && ids >= 1
                        && ids <= agreed.contexts().size();
        if (!wellFormed) {
            in.skip(payload);
            replies.error(request, Wire.EINVAL);
            return;
        }
        in.require(payload);
        request.length = in.bytes().getLong();
        var chosen = MetaContexts.NONE;
        boolean known = true;
        for (int i = 0; i < ids; i++) {
            int id = in.bytes().getInt();
            var one = agreed.contexts().only(id);
            known &= !one.isEmpty() && chosen.only(id).isEmpty();
            chosen = chosen.or(one);
        }
        int error = known ? Checks.error(request, agreed) : Wire.EINVAL;
        if (error != 0) {
            replies.error(request, error);
        } else {
            status(chosen);
        }
    }

    private boolean durable(Request kept) {
        return writethrough || kept.has(Wire.CMD_FLAG_FUA);
    }
}
