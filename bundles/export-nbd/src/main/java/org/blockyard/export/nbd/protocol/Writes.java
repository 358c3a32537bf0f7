package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import org.blockyard.graph.Lane;
import org.blockyard.io.IoBuffer;
import org.blockyard.io.RequestFlags;

/**
 * Writes, done at once where that is possible, straight from the input buffer. A write larger than
 * that is done in parts as they come in, so that its memory is bounded whatever its length; it may
 * thus be done in part if the client leaves in its middle.
 */
final class Writes {
    /** Parts end at multiples of this, so that an image's clusters are not cut. */
    private static final int CUT = 64 << 10;

    /** The largest part that is handed over. */
    private static final int PART = 2 << 20;

    /** What is handed over where memory is short. */
    private static final int LEAST_PART = 128 << 10;

    private final Lane lane;
    private final Inbound in;
    private final Replies replies;
    private final Background background;
    private final boolean writethrough;

    Writes(Lane lane, Inbound in, Replies replies, Background background, boolean writethrough) {
        this.lane = lane;
        this.in = in;
        this.replies = replies;
        this.background = background;
        this.writethrough = writethrough;
    }

    /** Serves a write that was checked. */
    void serve(RequestHeader request) throws IOException {
        boolean durable = writethrough || request.has(Wire.CMD_FLAG_FUA);
        if (request.length == 0) {
            replies.done(request);
        } else if (request.length <= in.capacity()) {
            small(request, durable);
        } else {
            large(request, durable);
        }
    }

    private void small(RequestHeader request, boolean durable) throws IOException {
        int length = (int) request.length;
        var flags = durable ? RequestFlags.FUA : RequestFlags.NONE;
        in.require(length);
        boolean done;
        try {
            done = tryWrite(request.offset, length, flags);
        } catch (IOException | RuntimeException e) {
            in.skip(length);
            replies.error(request, Errors.of(e));
            return;
        }
        if (done) {
            in.skip(length);
            replies.done(request);
        } else {
            handOver(request.keep(), length, flags);
        }
    }

    private void handOver(Request request, int length, RequestFlags flags) throws IOException {
        var room = background.claim(length, length);
        var buffer = take(room);
        background.submit(
                request,
                room,
                new BufferedWork(buffer) {
                    @Override
                    Answer run() throws IOException {
                        lane.write(request.offset(), buffer.bytes(), flags);
                        return background.done(request);
                    }
                });
    }

    private void large(RequestHeader request, boolean durable) throws IOException {
        var write = new PendingWrite(request.keep(), durable);
        long end = request.offset + request.length;
        long at = request.offset;
        while (at < end) {
            at += write.hasFailed() ? skip(end - at) : part(write, at, end);
        }
        if (!write.end()) {
            return;
        }
        if (durable || write.hasFailed()) {
            background.submit(write.request(), 0, memory -> answer(write));
        } else {
            replies.done(request);
        }
    }

    private long skip(long count) throws IOException {
        in.skip(count);
        return count;
    }

    private int part(PendingWrite write, long at, long end) throws IOException {
        int piece = cut(at, end, in.capacity());
        in.require(piece);
        try {
            if (tryWrite(at, piece, RequestFlags.NONE)) {
                in.skip(piece);
                return piece;
            }
        } catch (IOException | RuntimeException e) {
            write.failed(e);
            return 0;
        }
        var room = background.claim(cut(at, end, PART), cut(at, end, LEAST_PART));
        var buffer = take(room);
        write.begin();
        background.submit(
                write.request(),
                room,
                new BufferedWork(buffer) {
                    @Override
                    Answer run() throws IOException {
                        try {
                            lane.write(at, buffer.bytes(), RequestFlags.NONE);
                        } catch (IOException | RuntimeException e) {
                            write.failed(e);
                        }
                        return write.end() ? answer(write) : Answer.NONE;
                    }
                });
        return room.bytes();
    }

    private Answer answer(PendingWrite write) throws IOException {
        if (!write.hasFailed() && write.durable()) {
            lane.flush();
        }
        var failure = write.failure();
        return failure == null
                ? background.done(write.request())
                : background.error(write.request(), Errors.of(failure));
    }

    private boolean tryWrite(long offset, int length, RequestFlags flags) throws IOException {
        return lane.tryWrite(offset, in.source(length), flags);
    }

    /** Moves as much payload out of the input buffer as there is room for. */
    private IoBuffer take(Room room) throws IOException {
        IoBuffer buffer = null;
        boolean taken = false;
        try {
            buffer = background.lend(room.bytes());
            in.moveTo(buffer.bytes().clear().limit(room.bytes()));
            buffer.bytes().flip();
            taken = true;
            return buffer;
        } finally {
            if (!taken) {
                background.leave(room);
                if (buffer != null) {
                    buffer.close();
                }
            }
        }
    }

    /**
     * The length of a part from {@code at}: at most {@code most}, ending at a cut or at the end.
     */
    private static int cut(long at, long end, int most) {
        if (end - at <= most) {
            return (int) (end - at);
        }
        return (int) ((at + most) / CUT * CUT - at);
    }
}
