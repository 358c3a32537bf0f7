package org.blockyard.itest.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.blockyard.itest.kit.NbdClient;

/**
 * Keeps one connection busy: has so many requests in flight, takes all replies that the socket
 * holds, and sends as many new requests with one call. Allocates nothing while it runs.
 */
final class Load {
    private static final int REQUEST_MAGIC = 0x25609513;
    private static final int REPLY_MAGIC = 0x67446698;
    private static final int REQUEST_BYTES = 28;
    private static final int REPLY_BYTES = 16;
    private static final int CMD_WRITE = 1;
    private static final int INPUT_BYTES = 512 << 10;

    private final NbdClient client;
    private final Workload workload;
    private final SplittableRandom random;
    private final ByteBuffer output;
    private final ByteBuffer input = ByteBuffer.allocateDirect(INPUT_BYTES);
    private final int slotBytes;
    private final int replyPayload;
    private long cookie;
    private int toSkip;

    Load(NbdClient client, Workload workload, long seed) {
        this.client = client;
        this.workload = workload;
        this.random = new SplittableRandom(seed);
        this.slotBytes = REQUEST_BYTES + (workload.write() ? workload.bytes() : 0);
        this.replyPayload = workload.write() ? 0 : workload.bytes();
        this.output = ByteBuffer.allocateDirect(slotBytes * workload.depth());
        // what is written stays where it is, headers are put between
        var noise = new byte[output.capacity()];
        random.nextBytes(noise);
        output.put(noise);
    }

    /** Runs for a time and tells how many requests were answered. */
    long run(long nanos) throws IOException {
        long end = System.nanoTime() + nanos;
        send(workload.depth());
        long answered = 0;
        while (System.nanoTime() < end) {
            int now = receive();
            answered += now;
            send(now);
        }
        for (int left = workload.depth(); left > 0; ) {
            int now = receive();
            answered += now;
            left -= now;
        }
        return answered;
    }

    private void send(int count) throws IOException {
        if (count == 0) {
            return;
        }
        long places = client.length() / workload.bytes();
        for (int i = 0; i < count; i++) {
            int at = i * slotBytes;
            output.putInt(at, REQUEST_MAGIC);
            output.putInt(at + 4, workload.write() ? CMD_WRITE : 0);
            output.putLong(at + 8, cookie++);
            output.putLong(at + 16, random.nextLong(places) * workload.bytes());
            output.putInt(at + 24, workload.bytes());
        }
        output.position(0).limit(count * slotBytes);
        while (output.hasRemaining()) {
            client.channel().write(output);
        }
        output.clear();
    }

    /** Waits for something from the server and tells how many replies it completed. */
    private int receive() throws IOException {
        if (client.channel().read(input) < 0) {
            throw new EOFException("the server closed the connection");
        }
        input.flip();
        int completed = 0;
        while (true) {
            if (toSkip > 0) {
                int step = Math.min(toSkip, input.remaining());
                input.position(input.position() + step);
                toSkip -= step;
                if (toSkip > 0) {
                    break;
                }
                completed++;
            }
            if (input.remaining() < REPLY_BYTES) {
                break;
            }
            if (input.getInt() != REPLY_MAGIC || input.getInt() != 0) {
                throw new IOException("the server answered with an error");
            }
            input.getLong();
            toSkip = replyPayload;
            completed += toSkip == 0 ? 1 : 0;
        }
        input.compact();
        return completed;
    }
}
