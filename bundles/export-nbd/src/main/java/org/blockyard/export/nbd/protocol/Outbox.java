package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.MappedRead;
import org.blockyard.io.Placement;
import org.blockyard.io.SendableRead;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to one client. The lane's thread gathers replies in one buffer, with mapped memory
 * between them, and sends them with one write; other threads hand in finished replies, which go out
 * with the next write of whoever holds the socket. It never holds more than the one buffer, a
 * bounded number of mapped pieces and the replies of requests that are in flight.
 *
 * <p>Placing: the kernel copies several times slower where a buffer's address lies 1 to 31 bytes
 * behind the file offset, modulo a page, so {@link #place} leaves a gap where that would be so.
 */
final class Outbox {
    /** The most that finished replies of other threads are gathered for one write. */
    private static final int MOST_TOGETHER = 256 << 10;

    private final GatheringByteChannel channel;
    private final WritableByteChannel plain;
    private final LaneMemory memory;
    private final ByteBuffer[] segments = new ByteBuffer[Workspace.MAX_SEGMENTS];
    private final Queue<MappedRead> leases = new ArrayDeque<>();
    private int segmentCount;
    private int segmentStart;
    private int end;

    private final ReentrantLock sending = new ReentrantLock();
    private final Queue<Reply> finished = new ConcurrentLinkedQueue<>();
    private volatile boolean broken;
    private volatile long sendingSince;
    private volatile boolean sendingLent;
    private Runnable beforeWaiting = () -> {};

    /**
     * An outbox that gathers in the lane's workspace.
     *
     * @param plain the same channel as the system knows it, to be sent to by the system itself
     */
    Outbox(GatheringByteChannel channel, WritableByteChannel plain, LaneMemory memory) {
        this.channel = channel;
        this.plain = plain;
        this.memory = memory;
    }

    // ---- the lane's thread

    /** Says what is to be done before the lane's thread waits for other threads. */
    void waitOnlyAfter(Runnable settling) {
        beforeWaiting = settling;
    }

    /** The memory in which replies are made, by absolute index; until the next flush. */
    ByteBuffer memory() throws IOException {
        return memory.workspace().output();
    }

    /** The memory from {@code from} to {@code to}, to be filled before anything else is done. */
    ByteBuffer target(int from, int to) throws IOException {
        return memory.workspace().target(from, to);
    }

    /** Whether a reply of {@code header} and {@code length} bytes can be gathered at all. */
    boolean holds(int header, int length) {
        return header + length + Placement.MOST_GAP <= Workspace.OUTPUT_BYTES;
    }

    /**
     * Makes room for a reply and returns where its data begin; {@code header} bytes before that are
     * for what stands before them. Sends what is there if it must. Nothing is taken until {@link
     * #add}.
     */
    int place(int header, int length, long fileOffset) throws IOException {
        int gap = Placement.gapForRead(end + header, fileOffset);
        if (end + gap + header + length > Workspace.OUTPUT_BYTES
                || segmentCount >= Workspace.MAX_SEGMENTS - 2) {
            flush();
            gap = Placement.gapForRead(end + header, fileOffset);
        }
        return end + gap + header;
    }

    /**
     * As {@link #place} for at most {@code size} bytes without data of their own, among which that
     * many mapped pieces will be added; returns where they begin.
     */
    int placeHeader(int size, int mapped) throws IOException {
        if (end + size > Workspace.OUTPUT_BYTES
                || segmentCount + 2 * mapped >= Workspace.MAX_SEGMENTS - 2) {
            flush();
        }
        return end;
    }

    /** Where the next reply may begin, after {@link #placeHeader}. */
    int end() {
        return end;
    }

    /** Adds a reply that was made in the memory. */
    void add(int from, int to) throws IOException {
        if (from != end) {
            closeSegment();
            segmentStart = from;
        }
        end = to;
    }

    /** Adds mapped memory after what is there, and closes the lease when it was sent. */
    void add(MappedRead mapped) throws IOException {
        closeSegment();
        segments[segmentCount++] = mapped.bytes();
        leases.add(mapped);
    }

    /** Sends all that was added and all that others handed in. */
    void flush() throws IOException {
        closeSegment();
        if (segmentCount > 0) {
            sendGathered(null);
        }
        sweep(); // does not wait: whoever is sending sends what was handed in
    }

    /** Sends all that was added and then this, which it closes, with nothing of others between. */
    void flushWith(SendableRead last) throws IOException {
        try (last) {
            closeSegment();
            sendGathered(last);
        }
        sweep();
    }

    private void sendGathered(@Nullable SendableRead last) throws IOException {
        if (!sending.tryLock()) {
            beforeWaiting.run();
            sending.lock();
        }
        try {
            requireWhole();
            sendingLent = last != null || !leases.isEmpty();
            write(segments, segmentCount);
            if (last != null) {
                write(last);
            }
        } catch (IOException e) {
            broken = true;
            throw e;
        } finally {
            sendingLent = false;
            sending.unlock();
            reset();
        }
    }

    /**
     * As {@link #flush}, for what the client may be waiting for, before the lane's thread waits for
     * other threads.
     */
    void flushBeforeWaiting() throws IOException {
        flush();
        beforeWaiting.run();
    }

    /** Fails if nothing can be sent any more. Any thread. */
    void requireWhole() throws IOException {
        if (broken) {
            throw new IOException("the connection is broken");
        }
    }

    /** Since when the client takes no data that are there (System.nanoTime), or 0. Any thread. */
    long sendingSince() {
        return sendingSince;
    }

    /** Whether something that was lent is among what is being sent. Any thread. */
    boolean sendingLent() {
        return sendingLent;
    }

    private void closeSegment() throws IOException {
        if (end > segmentStart) {
            segments[segmentCount] = memory.workspace().segment(segmentCount, segmentStart, end);
            segmentCount++;
            segmentStart = end;
        }
    }

    private void reset() {
        for (var lease = leases.poll(); lease != null; lease = leases.poll()) {
            lease.close();
        }
        segmentCount = 0;
        segmentStart = 0;
        end = 0;
    }

    // ---- other threads

    /** Hands in a reply; it is sent at once if nobody else is sending, else by whoever is. */
    void finish(Reply reply) {
        finished.add(reply);
        sweep();
    }

    /** Sends a part of a reply after what was handed in; returns when it was sent. */
    void send(ByteBuffer[] part) throws IOException {
        sweep();
        sending.lock();
        try {
            requireWhole();
            write(part, part.length);
        } catch (IOException e) {
            broken = true;
            throw e;
        } finally {
            sending.unlock();
            sweep();
        }
    }

    /**
     * Closes the connection and takes no more replies: those that are there and that come are
     * forgotten.
     */
    void abandon() {
        broken = true;
        try {
            channel.close();
        } catch (IOException e) {
            // it is as closed as it can be
        }
        sweep();
        reset();
    }

    private void sweep() {
        while (!finished.isEmpty() && sending.tryLock()) {
            var sent = new ArrayList<Reply>();
            try {
                var bytes = gather(sent);
                if (!broken) {
                    write(bytes, bytes.length);
                }
            } catch (IOException e) {
                // the lane's thread finds the connection broken by itself
                broken = true;
            } finally {
                sending.unlock();
                sent.forEach(Reply::done);
            }
        }
    }

    /** Takes replies for one write. */
    private ByteBuffer[] gather(List<Reply> replies) {
        var bytes = new ArrayList<ByteBuffer>();
        long size = 0;
        while (size < MOST_TOGETHER && bytes.size() < Workspace.MAX_SEGMENTS) {
            var reply = finished.poll();
            if (reply == null) {
                break;
            }
            replies.add(reply);
            for (var part : reply.bytes()) {
                bytes.add(part);
                size += part.remaining();
            }
        }
        return bytes.toArray(ByteBuffer[]::new);
    }

    private void write(ByteBuffer[] buffers, int count) throws IOException {
        try {
            int first = 0;
            while (first < count) {
                sendingSince = System.nanoTime() | 1;
                if (first == count - 1) {
                    channel.write(buffers[first]);
                } else {
                    channel.write(buffers, first, count - first);
                }
                while (first < count && !buffers[first].hasRemaining()) {
                    first++;
                }
            }
        } finally {
            sendingSince = 0;
        }
    }

    private void write(SendableRead lent) throws IOException {
        try {
            beforeWaiting.run();
            for (int sent = 0; sent < lent.length(); ) {
                sendingSince = System.nanoTime() | 1;
                sent += lent.send(sent, plain);
            }
        } finally {
            sendingSince = 0;
        }
    }
}
