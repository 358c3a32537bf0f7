package org.blockyard.itest.bench.stall;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;
import org.blockyard.itest.bench.load.Latencies;
import org.blockyard.itest.kit.NbdClient;

/**
 * Keeps some streams of requests going on one connection, each with latencies of its own: what one
 * kind of requests does to another on the same lane. For one thread, which waits for replies.
 */
final class Streams {
    private static final int REQUEST_MAGIC = 0x25609513;
    private static final int REPLY_MAGIC = 0x67446698;
    private static final int REQUEST_BYTES = 28;
    private static final int REPLY_BYTES = 16;
    private static final int INPUT_BYTES = 512 << 10;

    private final NbdClient client;
    private final List<Going> goings;
    private final Going[] slots;
    private final long[] sentAt;
    private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>();
    private final SplittableRandom random;
    private final ByteBuffer output;
    private final ByteBuffer input = ByteBuffer.allocateDirect(INPUT_BYTES);
    private int inFlight;
    private int payloadSlot;
    private int payloadLeft;

    /** A stream, and what became of it so far. */
    private static final class Going {
        private final Stream stream;
        private final Latencies latencies = new Latencies();
        private int inFlight;
        private long sent;

        Going(Stream stream) {
            this.stream = stream;
        }
    }

    Streams(NbdClient client, List<Stream> streams, long seed) {
        this.client = client;
        this.goings = streams.stream().map(Going::new).toList();
        this.random = new SplittableRandom(seed);
        int depth = streams.stream().mapToInt(Stream::depth).sum();
        slots = new Going[depth];
        sentAt = new long[depth];
        for (int i = 0; i < depth; i++) {
            freeSlots.add(i);
        }
        output =
                ByteBuffer.allocateDirect(
                        streams.stream().mapToInt(s -> s.depth() * requestBytes(s)).sum());
    }

    private static int requestBytes(Stream stream) {
        return REQUEST_BYTES + (stream.kind() == Stream.Kind.WRITE ? stream.bytes() : 0);
    }

    /**
     * Runs for a time, or until all places were taken once, and until all replies are there.
     *
     * @return the latencies of each stream
     */
    List<Latencies> run(long nanos) throws IOException {
        client.channel().configureBlocking(true);
        long end = System.nanoTime() + nanos;
        fill();
        while (inFlight > 0) {
            receive();
            if (System.nanoTime() < end) {
                fill();
            }
        }
        return goings.stream().map(going -> going.latencies).toList();
    }

    private void fill() throws IOException {
        output.clear();
        for (var going : goings) {
            while (going.inFlight < going.stream.depth() && !going.stream.endsBefore(going.sent)) {
                put(going);
            }
        }
        output.flip();
        while (output.hasRemaining()) {
            client.channel().write(output);
        }
    }

    private void put(Going going) {
        int slot = freeSlots.remove();
        var stream = going.stream;
        long offset = stream.offset(going.sent++, random.nextLong());
        output.putInt(REQUEST_MAGIC).putInt(stream.kind().command()).putLong(slot);
        output.putLong(offset).putInt(stream.bytes());
        if (stream.kind() == Stream.Kind.WRITE) {
            output.position(output.position() + stream.bytes());
        }
        slots[slot] = going;
        sentAt[slot] = System.nanoTime();
        going.inFlight++;
        inFlight++;
    }

    private void receive() throws IOException {
        if (client.channel().read(input) < 0) {
            throw new EOFException("the server closed the connection");
        }
        long now = System.nanoTime();
        input.flip();
        skip(now);
        while (payloadLeft == 0 && input.remaining() >= REPLY_BYTES) {
            reply(now);
            skip(now);
        }
        input.compact();
    }

    private void reply(long now) throws IOException {
        if (input.getInt() != REPLY_MAGIC || input.getInt() != 0) {
            throw new IOException("the server answered with an error");
        }
        int slot = (int) input.getLong();
        if (slots[slot].stream.kind() == Stream.Kind.READ) {
            payloadSlot = slot;
            payloadLeft = slots[slot].stream.bytes();
        } else {
            finish(slot, now);
        }
    }

    private void skip(long now) {
        if (payloadLeft > 0) {
            int step = Math.min(payloadLeft, input.remaining());
            input.position(input.position() + step);
            payloadLeft -= step;
            if (payloadLeft == 0) {
                finish(payloadSlot, now);
            }
        }
    }

    private void finish(int slot, long now) {
        var going = slots[slot];
        going.latencies.add(now - sentAt[slot]);
        going.inFlight--;
        inFlight--;
        freeSlots.add(slot);
    }
}
