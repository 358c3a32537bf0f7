package org.blockyard.itest.bench.verify;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.blockyard.itest.kit.NbdClient;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a disk busy with random reads and writes and checks every block that it reads: it must hold
 * exactly what the last acknowledged write put there. Requests in flight never overlap, so there is
 * only one right answer. Runs on a thread of its own, which neither waits to send nor to receive:
 * whatever the server does, it goes on reading.
 */
public final class VerifyingLoad implements AutoCloseable {
    private static final int REPLY_MAGIC = 0x67446698;
    private static final int REPLY_BYTES = 16;
    private static final int INPUT_BYTES = 1 << 20;
    private static final int MOST_COMPLAINTS = 10;
    private static final int TRIES = 100;
    private static final int LAST_REPLY_SECONDS = 60;

    private final SocketChannel channel;
    private final Generations disk;
    private final Mix mix;
    private final SplittableRandom random;
    private final Selector selector;
    private final SelectionKey key;
    private final boolean[] busy;
    private final List<Slot> slots = new ArrayList<>();
    private final ArrayDeque<Slot> idle = new ArrayDeque<>();
    private final ArrayDeque<Slot> toSend = new ArrayDeque<>();
    private final ByteBuffer input = ByteBuffer.allocateDirect(INPUT_BYTES);
    private final List<String> complaints = new ArrayList<>();
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final SynchronousQueue<Window> finished = new SynchronousQueue<>();
    private volatile @Nullable Window next;
    private volatile boolean stopping;
    private volatile long answered;
    private volatile long failed;
    private volatile long wrong;
    private volatile long flushes;
    private volatile @Nullable Exception broken;
    private Window window = new Window();
    private long @Nullable [] snapshot;
    private int untilFlush;

    private VerifyingLoad(SocketChannel channel, Generations disk, Mix mix, long seed)
            throws IOException {
        this.channel = channel;
        this.disk = disk;
        this.mix = mix;
        this.random = new SplittableRandom(seed);
        this.busy = new boolean[disk.blocks()];
        this.untilFlush = mix.flushEvery();
        for (int i = 0; i < mix.depth(); i++) {
            slots.add(new Slot(i, Mix.LARGE * Stamp.BLOCK));
        }
        idle.addAll(slots);
        selector = Selector.open();
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ);
        thread = Thread.ofPlatform().name("load").start(this::run);
    }

    /** Starts it on an export of a server on a unix socket. */
    public static VerifyingLoad start(
            Path socket, String export, Generations disk, Mix mix, long seed) throws IOException {
        return new VerifyingLoad(new NbdClient(socket, export).channel(), disk, mix, seed);
    }

    /** Ends the window at hand, begins another, and tells what was done in the first. */
    public Window cut() throws InterruptedException {
        next = new Window();
        selector.wakeup();
        while (true) {
            var done = finished.poll(1, TimeUnit.SECONDS);
            if (done != null) {
                return done;
            }
            if (ended.getCount() == 0) {
                throw new IllegalStateException("the load has ended: " + complaints());
            }
        }
    }

    /** Requests that were answered without an error. */
    public long answered() {
        return answered;
    }

    /** Requests that were answered with an error. */
    public long failed() {
        return failed;
    }

    /** Blocks that were read and did not hold what they must. */
    public long wrong() {
        return wrong;
    }

    /** Flushes that were answered. */
    public long flushes() {
        return flushes;
    }

    /** What went wrong first, for people; whole once the load has ended. */
    public List<String> complaints() {
        synchronized (complaints) {
            var all = new ArrayList<>(complaints);
            var end = broken;
            if (end != null) {
                all.add("the connection broke: " + end);
            }
            return all;
        }
    }

    /** Sends nothing more, waits for what is in flight, but not forever, and disconnects. */
    @Override
    public void close() throws InterruptedException, IOException {
        stopping = true;
        selector.wakeup();
        if (!ended.await(LAST_REPLY_SECONDS, TimeUnit.SECONDS)) {
            complain("requests were not answered within " + LAST_REPLY_SECONDS + " s");
        }
        channel.close();
        selector.wakeup();
        thread.join();
        selector.close();
    }

    /** Waits until the connection has broken, as it does when the server is killed. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    private void run() {
        try {
            while (!stopping || idle.size() < slots.size()) {
                turnWindow();
                while (!stopping && !idle.isEmpty()) {
                    toSend.add(request(idle.remove()));
                }
                boolean sent = send();
                boolean received = receive();
                if (!sent && !received) {
                    waitForServer();
                }
            }
        } catch (IOException | CancelledKeyException e) {
            broken = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private void turnWindow() throws InterruptedException {
        var wanted = next;
        if (wanted != null) {
            next = null;
            window.close();
            var done = window;
            window = wanted;
            finished.put(done);
        }
    }

    private void waitForServer() throws IOException {
        key.interestOps(
                toSend.isEmpty()
                        ? SelectionKey.OP_READ
                        : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        selector.select(1000);
        selector.selectedKeys().clear();
    }

    private Slot request(Slot slot) {
        if (--untilFlush <= 0 && snapshot == null) {
            untilFlush = mix.flushEvery();
            snapshot = disk.snapshot();
            return slot.set(Slot.Kind.FLUSH, 0, 0, 0);
        }
        int count = random.nextInt(100) < mix.largePercent() ? Mix.LARGE : 1;
        for (int i = 0; i < TRIES; i++) {
            int first = random.nextInt((disk.blocks() - count) / count) * count;
            if (!occupied(first, count)) {
                return request(slot, first, count);
            }
        }
        throw new IllegalStateException("the disk is too small for the depth");
    }

    private boolean occupied(int first, int count) {
        for (int b = first; b < first + count; b++) {
            if (busy[b]) {
                return true;
            }
        }
        return false;
    }

    private Slot request(Slot slot, int first, int count) {
        Arrays.fill(busy, first, first + count, true);
        return random.nextInt(100) < mix.readPercent()
                ? slot.set(Slot.Kind.READ, first, count, 0)
                : slot.set(Slot.Kind.WRITE, first, count, disk.send(first, count));
    }

    private boolean send() throws IOException {
        if (toSend.isEmpty()) {
            return false;
        }
        var messages = toSend.stream().map(Slot::message).toArray(ByteBuffer[]::new);
        long sent = channel.write(messages);
        while (!toSend.isEmpty() && !toSend.element().message().hasRemaining()) {
            toSend.remove();
        }
        return sent > 0;
    }

    /** Takes all replies that are there as a whole. */
    private boolean receive() throws IOException {
        int count = channel.read(input);
        if (count < 0) {
            throw new EOFException("the server closed the connection");
        }
        input.flip();
        while (input.remaining() >= REPLY_BYTES) {
            int at = input.position();
            if (input.getInt(at) != REPLY_MAGIC) {
                throw new IOException("not a simple reply");
            }
            int error = input.getInt(at + 4);
            var slot = slots.get((int) input.getLong(at + 8));
            int payload = slot.kind() == Slot.Kind.READ && error == 0 ? slot.bytes() : 0;
            if (input.remaining() < REPLY_BYTES + payload) {
                break;
            }
            finish(slot, error, at + REPLY_BYTES);
            input.position(at + REPLY_BYTES + payload);
        }
        input.compact();
        return count > 0;
    }

    private void finish(Slot slot, int error, int payload) {
        window.add(slot.age(), slot.bytes());
        if (error != 0) {
            failed++;
            disk.unknown(slot.first(), slot.count());
            complain(slot + " failed with error " + error);
        } else {
            answered++;
            switch (slot.kind()) {
                case READ -> check(slot, payload);
                case WRITE -> disk.acknowledge(slot.first(), slot.count(), slot.generation());
                case FLUSH -> flushed();
                case DISCONNECT -> throw new IllegalStateException();
            }
        }
        if (slot.kind() == Slot.Kind.FLUSH) {
            snapshot = null;
        }
        Arrays.fill(busy, slot.first(), slot.first() + slot.count(), false);
        idle.add(slot);
    }

    private void flushed() {
        var then = snapshot;
        if (then != null) {
            disk.flushed(then);
        }
        flushes++;
    }

    private void check(Slot slot, int payload) {
        for (int i = 0; i < slot.count(); i++) {
            int at = payload + i * Stamp.BLOCK;
            if (!disk.right(input, at, slot.first() + i)) {
                wrong++;
                complain(
                        "block %d holds %d of generation %d: %s"
                                .formatted(
                                        slot.first() + i,
                                        input.getLong(at),
                                        input.getLong(at + 8),
                                        disk.expected(slot.first() + i)));
            }
        }
    }

    private void complain(String what) {
        synchronized (complaints) {
            if (complaints.size() < MOST_COMPLAINTS) {
                complaints.add(what);
            }
        }
    }
}
