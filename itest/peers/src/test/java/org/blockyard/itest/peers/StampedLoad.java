package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.blockyard.itest.kit.NbdClient;

/**
 * Writes blocks stamped with their index and an ever growing number, and knows afterwards which
 * stamps each block may have: no older than the newest that was acknowledged before an acknowledged
 * flush, no newer than the last that was sent.
 */
final class StampedLoad {
    /** Bytes of a block. */
    static final int BLOCK = 4096;

    private static final int SECTOR = 512;

    private static final int DEPTH = 16;
    private static final int LONGEST = 16;

    private final int blocks;
    private final Random random;
    private final long[] sent;
    private final long[] acknowledged;
    private final long[] durable;
    private final Map<Long, Write> inFlight = new HashMap<>();
    private final boolean[] busy;
    private long stamp;
    private long[] atFlush = new long[0];
    private long flushCookie = -1;
    private long cookie;

    private StampedLoad(StampedLoad other, long seed) {
        this.blocks = other.blocks;
        this.random = new Random(seed);
        this.sent = other.sent.clone();
        this.acknowledged = other.acknowledged.clone();
        this.durable = other.durable.clone();
        this.busy = new boolean[blocks];
        this.stamp = other.stamp;
    }

    private record Write(int first, int count, long stamp) {}

    /** A load over a disk of that many blocks that reads as zeroes. */
    StampedLoad(int blocks, long seed) {
        this.blocks = blocks;
        this.random = new Random(seed);
        this.sent = new long[blocks];
        this.acknowledged = new long[blocks];
        this.durable = new long[blocks];
        this.busy = new boolean[blocks];
    }

    /** A load that goes on from here over a copy of the disk; none while this one runs. */
    StampedLoad copy(long seed) {
        return new StampedLoad(this, seed);
    }

    /**
     * Keeps requests in flight until that many replies have come or the server is gone; tells how
     * many flushes were answered.
     */
    int run(NbdClient client, int replies, Runnable onLast) {
        int flushes = 0;
        inFlight.clear();
        flushCookie = -1;
        java.util.Arrays.fill(busy, false);
        try {
            for (int i = 0; i < DEPTH; i++) {
                sendWrite(client);
            }
            for (int seen = 0; ; seen++) {
                if (seen == replies) {
                    onLast.run();
                }
                var reply = client.reply();
                assertEquals(0, reply.error(), "no request fails");
                if (reply.cookie() == flushCookie) {
                    System.arraycopy(atFlush, 0, durable, 0, blocks);
                    flushCookie = -1;
                    flushes++;
                } else {
                    finish(reply.cookie());
                }
                if (flushCookie < 0 && random.nextInt(64) == 0) {
                    sendFlush(client);
                } else {
                    sendWrite(client);
                }
            }
        } catch (IOException serverGone) {
            return flushes;
        }
    }

    private void finish(long which) {
        var write = inFlight.remove(which);
        assertTrue(write != null, "a reply to a request that was sent");
        for (int b = write.first(); b < write.first() + write.count(); b++) {
            acknowledged[b] = write.stamp();
            busy[b] = false;
        }
    }

    private void sendFlush(NbdClient client) throws IOException {
        atFlush = acknowledged.clone();
        flushCookie = cookie++;
        client.request(NbdClient.FLUSH, 0, flushCookie, 0, 0, ByteBuffer.allocate(0));
    }

    private void sendWrite(NbdClient client) throws IOException {
        int count = 1 + random.nextInt(random.nextInt(4) == 0 ? LONGEST : 2);
        int first = random.nextInt(blocks - count);
        for (int b = first; b < first + count; b++) {
            if (busy[b]) {
                count = b - first;
                break;
            }
        }
        if (count == 0) {
            sendWrite(client);
            return;
        }
        var write = new Write(first, count, ++stamp);
        var data = ByteBuffer.allocate(count * BLOCK);
        for (int b = first; b < first + count; b++) {
            busy[b] = true;
            sent[b] = write.stamp();
            for (int i = 0; i < BLOCK; i += 16) {
                data.putLong(b).putLong(write.stamp());
            }
        }
        inFlight.put(cookie, write);
        client.request(
                NbdClient.WRITE, 0, cookie++, (long) first * BLOCK, count * BLOCK, data.flip());
    }

    /** Checks a raw copy of the disk and goes on from what it holds. */
    void verify(Path raw) throws IOException {
        var block = ByteBuffer.allocate(BLOCK);
        try (var file = FileChannel.open(raw)) {
            for (int b = 0; b < blocks; b++) {
                block.clear();
                file.read(block, (long) b * BLOCK);
                verifyBlock(b, block.flip());
            }
        }
    }

    /**
     * A write that was not acknowledged may be there in part: whole sectors, each of its own age.
     */
    private void verifyBlock(int b, ByteBuffer block) {
        long oldest = Long.MAX_VALUE;
        long newest = 0;
        for (int at = 0; at < BLOCK; at += SECTOR) {
            long found = verifySector(b, block, at);
            oldest = Math.min(oldest, found);
            newest = Math.max(newest, found);
        }
        sent[b] = newest;
        acknowledged[b] = oldest;
        durable[b] = oldest;
    }

    private long verifySector(int b, ByteBuffer block, int at) {
        long index = block.getLong(at);
        long found = block.getLong(at + 8);
        for (int i = at; i < at + SECTOR; i += 16) {
            assertEquals(index, block.getLong(i), "a sector of block " + b + " is of one piece");
            assertEquals(
                    found, block.getLong(i + 8), "a sector of block " + b + " is of one piece");
        }
        assertTrue(found == 0 || index == b, "block " + b + " holds block " + index);
        assertTrue(
                found >= durable[b],
                "block " + b + " lost a flushed write: has " + found + ", flushed " + durable[b]);
        assertTrue(found <= sent[b], "block " + b + " has " + found + ", never sent");
        return found;
    }
}
