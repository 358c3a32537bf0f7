package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.graph.Lane;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.IoBuffer;

/**
 * Reads that could not be done at once. A small one, or one that must not be split, is one piece; a
 * large one becomes chunks of data and of holes, each sent before the next is read, so that its
 * memory is bounded whatever its length.
 */
final class BlockingRead {
    /** From this length on holes are looked for. */
    static final int SPARSE = 256 << 10;

    /** The most data that one chunk of a large read carries. */
    static final int PIECE = 1 << 20;

    /** What a chunk carries when memory is short. */
    private static final int LEAST_PIECE = Room.Kind.LARGE.ownBytes;

    /** A hole shorter than this is sent as zeroes: a chunk of its own would cost more. */
    private static final int LEAST_HOLE = 16 << 10;

    private static final int HEADERS = 4096;

    private final Lane lane;
    private final Framing framing;
    private final Outbox outbox;
    private final Background background;

    BlockingRead(Lane lane, Framing framing, Outbox outbox, Background background) {
        this.lane = lane;
        this.framing = framing;
        this.outbox = outbox;
        this.background = background;
    }

    /** Hands a read over. */
    void submit(Request request) throws IOException {
        int length = (int) request.length();
        if (framing.chunked() && !request.has(Wire.CMD_FLAG_DF) && length >= SPARSE) {
            int most = Math.min(PIECE, length);
            submit(request, most, LEAST_PIECE, memory -> inPieces(request, memory));
        } else {
            submit(request, length, length, memory -> whole(request));
        }
    }

    private void submit(Request request, int memory, int least, Work read) throws IOException {
        background.submit(
                request,
                memory,
                least,
                granted -> {
                    outbox.requireWhole(); // nobody wants it if the client has left
                    return read.run(granted);
                });
    }

    private Answer whole(Request request) throws IOException {
        int length = (int) request.length();
        var header = ByteBuffer.allocate(Framing.MOST_HEADER_BYTES);
        framing.putDataHeader(
                header, 0, request.cookie(), request.offset(), request.offset(), length, true);
        header.limit(framing.dataHeaderBytes());
        var buffer = background.lend(length);
        try {
            fill(request.offset(), buffer.bytes().clear().limit(length));
        } catch (IOException | RuntimeException e) {
            buffer.close();
            throw e;
        }
        return new Answer(new ByteBuffer[] {header, buffer.bytes().flip()}, buffer::close);
    }

    private Answer inPieces(Request request, int piece) throws IOException {
        var headers = ByteBuffer.allocate(HEADERS);
        long end = request.offset() + request.length();
        try (var buffer = background.lend(piece)) {
            long at = request.offset();
            while (at < end) {
                long hole = zeroes(at, end - at);
                if (hole >= LEAST_HOLE || hole == end - at) {
                    if (headers.remaining() < 2 * Framing.MOST_HEADER_BYTES) {
                        send(headers);
                    }
                    headers.position(
                            framing.putHole(
                                    headers,
                                    headers.position(),
                                    request.cookie(),
                                    request.offset(),
                                    at,
                                    (int) hole,
                                    false));
                    at += hole;
                } else {
                    at +=
                            data(
                                    request,
                                    headers,
                                    buffer,
                                    at,
                                    data(at, hole, Math.min(end, at + piece)));
                }
            }
        }
        headers.position(
                framing.putEnd(headers, headers.position(), request.cookie(), request.offset()));
        return Answer.of(headers.flip());
    }

    /**
     * How many bytes from {@code at} read as zeroes, at most {@code most}; 0 where that is not
     * known.
     */
    private long zeroes(long at, long most) {
        try {
            var extent = lane.chainStatus(at, most, Optional.empty());
            return extent.zero() ? extent.length() : 0;
        } catch (IOException e) {
            return 0; // reading tells what is wrong
        }
    }

    /**
     * How many bytes from {@code at} go into one data chunk, after {@code known} zeroes not worth a
     * chunk.
     */
    private int data(long at, long known, long end) {
        long most = end - at;
        long length = Math.min(known, most);
        while (length < most) {
            try {
                var extent = lane.chainStatus(at + length, most - length, Optional.empty());
                if (extent.zero() && extent.length() >= LEAST_HOLE && length > 0) {
                    break;
                }
                length += extent.length();
            } catch (IOException e) {
                return (int) most;
            }
        }
        return (int) Math.min(length, most);
    }

    private int data(Request request, ByteBuffer headers, IoBuffer buffer, long at, int length)
            throws IOException {
        var bytes = buffer.bytes().clear().limit(length);
        fill(at, bytes);
        framing.putDataHeader(
                headers, headers.position(), request.cookie(), request.offset(), at, length, false);
        headers.position(headers.position() + framing.dataHeaderBytes());
        send(headers, bytes.flip());
        return length;
    }

    private void send(ByteBuffer headers, ByteBuffer... data) throws IOException {
        var bytes = new ByteBuffer[1 + data.length];
        bytes[0] = headers.flip();
        System.arraycopy(data, 0, bytes, 1, data.length);
        outbox.send(bytes);
        headers.clear();
    }

    private void fill(long offset, ByteBuffer target) throws IOException {
        lane.read(offset, target);
        if (target.hasRemaining()) {
            throw new BlockException(ErrorKind.IO, "a read came back short");
        }
    }
}
