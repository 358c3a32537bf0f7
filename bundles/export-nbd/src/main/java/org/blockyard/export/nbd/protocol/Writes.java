package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.export.nbd.protocol.Background.Answer;
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

    private final Lane lane;
    private final Inbound in;
    private final Replies replies;
    private final Background background;
    private final boolean writethrough;
    private final ByteBuffer source;

    Writes(Lane lane, Inbound in, Replies replies, Background background, boolean writethrough) {
        this.lane = lane;
        this.in = in;
        this.replies = replies;
        this.background = background;
        this.writethrough = writethrough;
        this.source = in.bytes().duplicate();
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
        var buffer = take(length);
        background.start(
                request,
                length,
                () -> {
                    try (buffer) {
                        lane.write(request.offset(), buffer.bytes(), flags);
                    }
                    return background.done(request);
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
            background.submit(write.request(), 0, () -> answer(write));
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
        int length = cut(at, end, PART);
        var buffer = take(length);
        write.begin();
        background.start(
                write.request(),
                length,
                () -> {
                    try (buffer) {
                        lane.write(at, buffer.bytes(), RequestFlags.NONE);
                    } catch (IOException | RuntimeException e) {
                        write.failed(e);
                    }
                    return write.end() ? answer(write) : Answer.NONE;
                });
        return length;
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
        int at = in.bytes().position();
        source.limit(at + length).position(at);
        return lane.tryWrite(offset, source, flags);
    }

    /**
     * Takes room in the background and moves payload out of the input buffer into memory of its
     * own.
     */
    private IoBuffer take(int length) throws IOException {
        background.enter(length);
        IoBuffer buffer = null;
        boolean taken = false;
        try {
            buffer = background.lend(length);
            in.moveTo(buffer.bytes().clear().limit(length));
            buffer.bytes().flip();
            taken = true;
            return buffer;
        } finally {
            if (!taken) {
                background.leave(length);
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
