package org.blockyard.qmp.session;

import java.lang.System.Logger.Level;
import java.util.Optional;
import org.blockyard.monitor.ManagementEvent;
import org.blockyard.platform.Platform;
import org.blockyard.qmp.chardev.CharDevice;
import org.blockyard.qmp.chardev.Connection;

/**
 * A monitor on a character device: it talks to one client after the other, and tells each the
 * events of its time.
 */
public final class Monitor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Monitor.class.getName());

    private final String id;
    private final CharDevice device;
    private final Platform platform;
    private final boolean pretty;
    private final EventPace pace = new EventPace(this::tell);
    private final AutoCloseable subscription;
    private volatile Optional<Session> session = Optional.empty();
    private volatile boolean closed;

    /** A monitor at work until closed. */
    public Monitor(String id, CharDevice device, Platform platform, boolean pretty) {
        this.id = id;
        this.device = device;
        this.platform = platform;
        this.pretty = pretty;
        this.subscription = platform.events().subscribe(pace::event);
        // not a virtual thread: reads of files and pipes would hold a carrier
        Thread.ofPlatform().daemon().name("qmp-" + id).start(this::serve);
    }

    /** Its id. */
    public String id() {
        return id;
    }

    private void serve() {
        var connection = device.connect();
        while (connection.isPresent()) {
            talk(connection.get());
            connection = closed ? Optional.empty() : device.connect();
        }
    }

    private void talk(Connection connection) {
        var talk = new Session(id, platform, connection, pretty);
        session = Optional.of(talk);
        try {
            if (closed) {
                connection.close();
            } else {
                talk.run();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "monitor " + id + ": conversation ended", e);
            connection.close();
        } finally {
            session = Optional.empty();
        }
    }

    private void tell(ManagementEvent event) {
        session.ifPresent(talk -> talk.event(event));
    }

    /** Sends what is owed to the client, and ends. */
    @Override
    public void close() {
        closed = true;
        try {
            subscription.close();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "monitor " + id + ": events", e);
        }
        pace.close();
        session.ifPresent(Session::end);
        device.close();
    }
}
