package org.blockyard.metrics.http;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.blockyard.metrics.text.Exposition;

/**
 * Gives one page to whoever asks at a socket. A client has a few seconds for its request and for
 * taking the answer; of those that come while {@value #MOST_CLIENTS} are served the connection is
 * closed.
 */
public final class HttpEndpoint implements AutoCloseable {
    static final int MOST_CLIENTS = 16;

    private static final Logger LOG = System.getLogger(HttpEndpoint.class.getName());
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final ListeningSocket socket;
    private final Duration limit;
    private final Function<Exposition, String> page;
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * An endpoint that serves from now on.
     *
     * @param socket where it listens; closed with it
     * @param limit how long a client may take in all
     * @param page makes the page; any thread
     */
    public HttpEndpoint(ListeningSocket socket, Duration limit, Function<Exposition, String> page) {
        this.socket = socket;
        this.limit = limit;
        this.page = page;
        Thread.ofPlatform().daemon().name("metrics-listener").start(this::acceptAll);
    }

    private void acceptAll() {
        while (closed.getCount() > 0) {
            try {
                var client = socket.accept();
                if (clients.size() < MOST_CLIENTS) {
                    clients.add(client);
                    Thread.ofVirtual().name("metrics-client").start(() -> serve(client));
                } else {
                    client.close();
                }
            } catch (IOException e) {
                if (!paused()) {
                    return;
                }
                LOG.log(Level.DEBUG, "no client could be taken", e);
            }
        }
    }

    /** Waits a while after a failure, such as too many open files; false if it was closed. */
    private boolean paused() {
        try {
            return !closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void serve(SocketChannel client) {
        var over = new CountDownLatch(1);
        Thread.ofVirtual().name("metrics-limit").start(() -> limit(client, over));
        try (client) {
            new Exchange(client, page).run();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "a client left: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the figures could not be told", e);
        } finally {
            clients.remove(client);
            over.countDown();
        }
    }

    private void limit(SocketChannel client, CountDownLatch over) {
        try {
            if (!over.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                close(client);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a client's connection", e);
        }
    }

    /** Where it listens, as in a URL or as a path. */
    public String address() {
        return socket.address();
    }

    /** Listens no more and sends its clients away. Idempotent. */
    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
        clients.forEach(HttpEndpoint::close);
    }
}
