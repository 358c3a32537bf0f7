package org.blockyard.metrics;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.metrics.http.HttpEndpoint;
import org.blockyard.metrics.http.ListeningSocket;
import org.blockyard.platform.Platform;
import org.jspecify.annotations.Nullable;

/** The endpoints that are there. They tell the same page. Thread-safe. */
final class Endpoints {
    private static final Logger LOG = System.getLogger(Endpoints.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, HttpEndpoint> endpoints = new LinkedHashMap<>();
    private @Nullable MetricsPage page;

    /** Serves at a socket; returns its address. */
    String add(ListeningSocket socket, Platform platform) {
        lock.lock();
        try {
            var shown = page;
            if (shown == null) {
                shown = new MetricsPage(platform);
                page = shown;
            }
            var endpoint = new HttpEndpoint(socket, LIMIT, shown::text);
            endpoints.put(endpoint.address(), endpoint);
            return endpoint.address();
        } finally {
            lock.unlock();
        }
    }

    List<String> addresses() {
        lock.lock();
        try {
            return List.copyOf(endpoints.keySet());
        } finally {
            lock.unlock();
        }
    }

    void close(String address) throws IOException {
        lock.lock();
        try {
            var endpoint = endpoints.remove(address);
            if (endpoint == null) {
                throw new BlockException(
                        ErrorKind.NOT_FOUND, "no metrics are told at '" + address + "'");
            }
            endpoint.close();
            if (endpoints.isEmpty()) {
                closePage();
            }
        } finally {
            lock.unlock();
        }
    }

    void closeAll() throws IOException {
        for (var address : addresses()) {
            close(address);
        }
    }

    private void closePage() {
        var shown = page;
        page = null;
        try {
            if (shown != null) {
                shown.close();
            }
        } catch (Exception e) {
            LOG.log(Level.WARNING, "the count of swaps did not end", e);
        }
    }
}
