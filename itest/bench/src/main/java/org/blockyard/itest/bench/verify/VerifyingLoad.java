package org.blockyard.itest.bench.verify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.blockyard.itest.kit.NbdClient;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a disk busy with random requests on one or many connections and checks every byte that it
 * reads: it must be what the last acknowledged request put there, whichever connection that came
 * by. Requests in flight never overlap, so there is only one right answer. Runs on a thread of its
 * own, which neither waits to send nor to receive: whatever the server does, it goes on reading.
 */
public final class VerifyingLoad implements AutoCloseable {
    private static final int MOST_COMPLAINTS = 10;
    private static final int LAST_REPLY_SECONDS = 60;

    /** How the load comes to a connection. */
    public interface Connector {
        /** A new connection to the export that has the disk. */
        NbdClient connect() throws IOException;
    }

    private final Connector connector;
    private final Generations disk;
    private final Mix mix;
    private final Requests requests;
    private final Selector selector;
    private final List<Link> links = new ArrayList<>();
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
    private int untilLeave;

    private VerifyingLoad(Connector connector, Generations disk, Mix mix, long seed)
            throws IOException {
        this.connector = connector;
        this.disk = disk;
        this.mix = mix;
        this.requests = new Requests(disk, mix, seed);
        this.untilLeave = mix.leaveEvery();
        selector = Selector.open();
        for (int i = 0; i < mix.connections(); i++) {
            join();
        }
        thread = Thread.ofPlatform().name("load").start(this::run);
    }

    /** Starts it on an export of a server on a unix socket. */
    public static VerifyingLoad start(
            Path socket, String export, Generations disk, Mix mix, long seed) throws IOException {
        return start(() -> new NbdClient(socket, export), disk, mix, seed);
    }

    /** Starts it on connections that are made in that way. */
    public static VerifyingLoad start(Connector connector, Generations disk, Mix mix, long seed)
            throws IOException {
        return new VerifyingLoad(connector, disk, mix, seed);
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
                all.add("the load broke off: " + end);
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
            selector.close();
        }
        thread.join();
        selector.close();
        for (var link : links) {
            link.close();
        }
    }

    /** Waits until a connection has broken, as they do when the server is killed. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    private void run() {
        try {
            for (var link : links) {
                feed(link);
            }
            while (!stopping || !links.stream().allMatch(Link::quiet)) {
                turnWindow();
                selector.select(1000);
                for (var key : selector.selectedKeys()) {
                    serve((Link) key.attachment());
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException | RuntimeException e) {
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

    private Link join() throws IOException {
        var link = new Link(connector.connect().channel(), selector, mix.depth());
        links.add(link);
        return link;
    }

    private void serve(Link link) throws IOException {
        link.receive(this::check, this::finish);
        if (link.leaving() && link.quiet()) {
            link.end();
            links.remove(link);
            feed(join());
        } else {
            feed(link);
        }
    }

    private void feed(Link link) throws IOException {
        if (mix.leaveEvery() > 0 && untilLeave <= 0) {
            untilLeave = mix.leaveEvery();
            link.leave();
        }
        while (!stopping && link.hasIdle()) {
            requests.choose(link.add());
            untilLeave--;
        }
        link.send();
    }

    private void check(int block, ByteBuffer from, int at) {
        if (!disk.right(from, at, block)) {
            wrong++;
            complain(
                    "block %d holds %d of generation %d: %s"
                            .formatted(
                                    block,
                                    from.getLong(at),
                                    from.getLong(at + 8),
                                    disk.expected(block)));
        }
    }

    private void finish(Slot slot, int error) {
        window.add(slot.age(), slot.bytes());
        if (error != 0) {
            failed++;
            disk.unknown(slot.first(), slot.count());
            complain(slot + " failed with error " + error);
        } else {
            answered++;
            acknowledge(slot);
        }
        requests.finished(slot);
    }

    private void acknowledge(Slot slot) {
        if (slot.kind() == Kind.FLUSH) {
            disk.flushed(slot.snapshot());
            flushes++;
        } else if (slot.kind().changes()) {
            disk.acknowledge(slot.first(), slot.count(), slot.generation());
            if (slot.lasting()) {
                disk.lasting(slot.first(), slot.count());
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
