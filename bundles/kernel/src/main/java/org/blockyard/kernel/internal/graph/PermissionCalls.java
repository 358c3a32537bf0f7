package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockyard.driver.Permission;
import org.blockyard.driver.PermissionAware;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.driver.DriverCalls;
import org.blockyard.kernel.internal.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * Tells devices of a change of permissions. In a daemon each call has a time: the structure is
 * locked meanwhile, and a driver that hangs must not keep it. Used with the structure locked.
 */
final class PermissionCalls implements AutoCloseable {
    /** A lock on a file is had at once or not at all; this is for a file server that is slow. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final boolean timed;
    private final Set<PermissionAware> busy = ConcurrentHashMap.newKeySet();
    private Duration limit = LONGEST;
    private @Nullable DriverCalls calls;

    PermissionCalls(boolean timed) {
        this.timed = timed;
    }

    /** Sets how long a call may take. */
    void limit(Duration longest) {
        limit = longest;
    }

    /**
     * Has a device prepare a change.
     *
     * @throws BlockException if it can't, or does not come back; then the change is taken back when
     *     it does, and until then the device is asked for no other
     */
    void prepare(Node node, PermissionAware device, Set<Permission> used, Set<Permission> shared)
            throws BlockException {
        if (!timed) {
            device.preparePermissions(used, shared);
            return;
        }
        if (!busy.add(device)) {
            throw new BlockException(
                            ErrorKind.TIMEOUT,
                            "the driver has not come back from an earlier change of permissions")
                    .inNode(node.name());
        }
        var settled = new AtomicBoolean();
        try {
            calls().run(
                            "preparePermissions",
                            limit,
                            () -> {
                                try {
                                    device.preparePermissions(used, shared);
                                    if (!settled.compareAndSet(false, true)) {
                                        device.abortPermissions();
                                    }
                                } finally {
                                    busy.remove(device);
                                }
                            });
        } catch (IOException failure) {
            if (!settled.compareAndSet(false, true)) {
                abort(device); // it had come back at the last moment
            }
            throw BlockException.of(failure).inNode(node.name());
        }
    }

    /** Has a device take over what it prepared. */
    void commit(PermissionAware device) {
        end("commitPermissions", device, device::commitPermissions);
    }

    /** Has a device take back what it prepared. */
    void abort(PermissionAware device) {
        end("abortPermissions", device, device::abortPermissions);
    }

    private void end(String what, PermissionAware device, Runnable deed) {
        if (!timed) {
            deed.run();
            return;
        }
        busy.add(device);
        try {
            calls().run(
                            what,
                            limit,
                            () -> {
                                try {
                                    deed.run();
                                } finally {
                                    busy.remove(device);
                                }
                            });
        } catch (IOException e) {
            Graph.LOG.log(Level.ERROR, e.getMessage());
        }
    }

    private DriverCalls calls() {
        var known = calls;
        if (known == null) {
            known = new DriverCalls("permissions");
            calls = known;
        }
        return known;
    }

    @Override
    public void close() {
        var known = calls;
        calls = null;
        if (known != null) {
            known.close();
        }
    }
}
