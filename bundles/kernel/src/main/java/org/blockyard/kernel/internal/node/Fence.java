package org.blockyard.kernel.internal.node;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.blockyard.driver.Permission;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Cuts a driver instance off from its children: revokes its handles and waits until nothing that it
 * had begun is under way on a child any more. What its threads do afterwards fails and changes
 * nothing.
 */
public final class Fence {
    private Fence() {}

    /**
     * Revokes handles.
     *
     * @throws BlockException of kind {@code TIMEOUT} if a request on a child does not end; the
     *     handles are revoked all the same
     */
    public static void close(Collection<ChildHandle> handles, Duration limit)
            throws BlockException {
        handles.forEach(ChildHandle::revoke);
        long end = System.nanoTime() + limit.toNanos();
        for (var handle : handles) {
            if (mayHaveChanged(handle)) {
                settle(handle.hold().target(), end);
            }
        }
    }

    private static boolean mayHaveChanged(ChildHandle handle) {
        var wanted = handle.hold().wanted();
        return wanted.contains(Permission.WRITE)
                || wanted.contains(Permission.WRITE_UNCHANGED)
                || wanted.contains(Permission.RESIZE);
    }

    /** Whoever passed before the revocation has left when this returns. */
    private static void settle(Node child, long end) throws BlockException {
        boolean settled = false;
        boolean interrupted = Thread.interrupted();
        try {
            // a change of length is under this lock rather than counted at the gate
            if (child.control().tryLock(left(end), TimeUnit.NANOSECONDS)) {
                try {
                    child.gate().hold(null);
                    settled = child.gate().awaitQuiet(true, left(end));
                } finally {
                    child.gate().release(null);
                    child.control().unlock();
                }
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (!settled) {
            throw new BlockException(
                            ErrorKind.TIMEOUT,
                            "node '" + child.name() + "' has requests that do not end")
                    .inNode(child.name());
        }
    }

    private static long left(long end) {
        return Math.max(0, end - System.nanoTime());
    }
}
