package org.blockyard.itest.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.SplittableRandom;

/**
 * A connection with a number of requests in flight. Replies may come in any order: each is matched
 * with its request by its cookie. It takes all replies that the socket holds and sends as many new
 * requests with one call, and allocates nothing while it runs. For one thread.
 */
final class BusyConnection {
    private static final int REQUEST_MAGIC = 0x25609513;
    private static final int REPLY_MAGIC = 0x67446698;
    private static final int REQUEST_BYTES = 28;
    private static final int REPLY_BYTES = 16;
    private static final int CMD_READ = 0;
    private static final int CMD_WRITE = 1;
    private static final int MOST_INPUT_BYTES = 512 << 10;

    /** The low bits of a cookie are the slot, the others tell one use of the slot from the next. */
    private static final int SLOT_BITS = 16;

    private final SocketChannel channel;
    private final Workload workload;
    private final Places places;
    private final SplittableRandom random;
    private final Latencies latencies;
    private final ByteBuffer output;
    private final ByteBuffer input;

    private final long[] cookies;
    private final long[] sentAt;
    private final boolean[] writing;
    private final int[] idle;
    private int idleCount;
    private long uses;
    private int unsent;
    private int sendEnd;
    private int payloadLeft;
    private int payloadOf;
    private long reads;
    private long writes;

    BusyConnection(
            SocketChannel channel,
            Workload workload,
            Places places,
            SplittableRandom random,
            Latencies latencies) {
        this.channel = channel;
        this.workload = workload;
        this.places = places;
        this.random = random;
        this.latencies = latencies;
        int depth = workload.depth();
        cookies = new long[depth];
        sentAt = new long[depth];
        writing = new boolean[depth];
        idle = new int[depth];
        for (int slot = 0; slot < depth; slot++) {
            idle[idleCount++] = slot;
        }
        boolean sends = workload.writePercent() > 0;
        boolean receives = workload.writePercent() < 100;
        output = noise(depth * (REQUEST_BYTES + (sends ? workload.bytes() : 0)));
        long replies = (long) depth * (REPLY_BYTES + (receives ? workload.bytes() : 0));
        input = ByteBuffer.allocateDirect((int) Math.min(replies, MOST_INPUT_BYTES));
    }

    /** What is written stays where it is, headers are put between. */
    private ByteBuffer noise(int bytes) {
        var noise = new byte[bytes];
        random.nextBytes(noise);
        return ByteBuffer.allocateDirect(bytes).put(noise).clear();
    }

    SocketChannel channel() {
        return channel;
    }

    /** Whether data go both ways. */
    boolean mixed() {
        return workload.mixed();
    }

    long reads() {
        return reads;
    }

    long writes() {
        return writes;
    }

    /** Whether requests wait for their replies. */
    boolean inFlight() {
        return idleCount < idle.length;
    }

    /** Whether something is left that the socket did not take. */
    boolean unsent() {
        return unsent < sendEnd;
    }

    /** Makes as many requests as may be in flight. */
    void fill() {
        long now = System.nanoTime();
        while (idleCount > 0) {
            long place = places.next();
            if (place == Places.NONE) {
                return;
            }
            int slot = idle[--idleCount];
            sentAt[slot] = now;
            request(slot, place * workload.stride());
        }
    }

    private void request(int slot, long offset) {
        boolean write = workload.writePercent() > random.nextInt(100);
        int size = REQUEST_BYTES + (write ? workload.bytes() : 0);
        if (output.capacity() - sendEnd < size) {
            moveUnsent();
        }
        long cookie = ++uses << SLOT_BITS | slot;
        cookies[slot] = cookie;
        writing[slot] = write;
        output.putInt(sendEnd, REQUEST_MAGIC);
        output.putInt(sendEnd + 4, write ? CMD_WRITE : CMD_READ);
        output.putLong(sendEnd + 8, cookie);
        output.putLong(sendEnd + 16, offset);
        output.putInt(sendEnd + 24, workload.bytes());
        sendEnd += size;
    }

    /** What is in flight never exceeds the buffer, so that there is room before what is unsent. */
    private void moveUnsent() {
        output.limit(sendEnd).position(unsent).compact().clear();
        sendEnd -= unsent;
        unsent = 0;
    }

    /** Sends what the socket takes. */
    void send() throws IOException {
        output.limit(sendEnd).position(unsent);
        int sent = 1;
        while (output.hasRemaining() && sent > 0) {
            sent = channel.write(output);
        }
        unsent = output.position();
        output.clear();
        if (unsent == sendEnd) {
            unsent = 0;
            sendEnd = 0;
        }
    }

    /** Reads once from the socket and takes the replies that are complete with it. */
    void receive() throws IOException {
        if (channel.read(input) < 0) {
            throw new EOFException("the server closed the connection");
        }
        long now = System.nanoTime();
        input.flip();
        skipPayload(now);
        while (payloadLeft == 0 && input.remaining() >= REPLY_BYTES) {
            reply(now);
            skipPayload(now);
        }
        input.compact();
    }

    private void reply(long now) throws IOException {
        int magic = input.getInt();
        int error = input.getInt();
        long cookie = input.getLong();
        int slot = (int) (cookie & ((1 << SLOT_BITS) - 1));
        if (magic != REPLY_MAGIC) {
            throw new IOException("not a simple reply: %08x".formatted(magic));
        }
        if (slot >= cookies.length || cookies[slot] != cookie) {
            throw new IOException("a reply to no request, cookie %x".formatted(cookie));
        }
        if (error != 0) {
            throw new IOException("the server answered with error " + error);
        }
        if (writing[slot]) {
            writes++;
            finish(slot, now);
        } else {
            payloadOf = slot;
            payloadLeft = workload.bytes();
        }
    }

    private void skipPayload(long now) {
        if (payloadLeft > 0) {
            int step = Math.min(payloadLeft, input.remaining());
            input.position(input.position() + step);
            payloadLeft -= step;
            if (payloadLeft == 0) {
                reads++;
                finish(payloadOf, now);
            }
        }
    }

    private void finish(int slot, long now) {
        latencies.add(now - sentAt[slot]);
        cookies[slot] = 0;
        idle[idleCount++] = slot;
    }
}
