package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.HandOver;
import org.blockyard.driver.HandOverState;
import org.blockyard.driver.LiveHandOver;
import org.blockyard.driver.TakingOver;
import org.blockyard.kernel.internal.node.Node;

/**
 * What an instance leaves to those that may follow it in a swap: the new one, or the old driver's
 * again. All but the constructor calls into drivers and is done under a deadline.
 */
final class Inheritance {
    private final Node node;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<HandOverState> state = Optional.empty();
    private Optional<LiveHandOver> keeper = Optional.empty();
    private boolean over;

    Inheritance(Node node) {
        this.node = node;
    }

    /** Asks an instance that may go for good, and so can keep nothing open for a successor. */
    static Optional<HandOverState> lasting(Node node, BlockDevice device) {
        return device instanceof LiveHandOver ? Optional.empty() : ask(node, device);
    }

    /** Asks the instance that is about to go. */
    void leave(BlockDevice device) {
        var left = ask(node, device);
        if (left.isEmpty() || !keep(left, device)) {
            return;
        }
        // nobody waits for this answer any more
        ((LiveHandOver) device).release();
    }

    /** Takes an answer in; whether it came too late and must be released. */
    private boolean keep(Optional<HandOverState> left, BlockDevice device) {
        lock.lock();
        try {
            if (over) {
                return device instanceof LiveHandOver;
            }
            state = left;
            if (device instanceof LiveHandOver live) {
                keeper = Optional.of(live);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private static Optional<HandOverState> ask(Node node, BlockDevice device) {
        if (!(device instanceof HandOver giver)) {
            return Optional.empty();
        }
        try {
            return giver.handOver();
        } catch (IOException | RuntimeException | LinkageError e) {
            // the image is complete without it
            var what = "node '" + node.name() + "': nothing is handed over: " + e.getMessage();
            Graph.LOG.log(Level.WARNING, what);
            return Optional.empty();
        }
    }

    /**
     * Readies it for a driver: what is kept open goes if the driver would not take it over, for it
     * would be in its way.
     */
    void offerTo(BlockDriver<?> driver) {
        if (keeper.isPresent() && !accepts(driver)) {
            release();
        }
    }

    private boolean accepts(BlockDriver<?> driver) {
        try {
            return driver instanceof TakingOver next && state.filter(next::takesOver).isPresent();
        } catch (RuntimeException | LinkageError e) {
            var what = "node '" + node.name() + "': nothing is taken over: " + e;
            Graph.LOG.log(Level.WARNING, what);
            return false;
        }
    }

    /** What the next instance is shown. */
    Optional<HandOverState> state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    /** Ends it; what was kept open goes. Idempotent. */
    void release() {
        Optional<LiveHandOver> live;
        lock.lock();
        try {
            over = true;
            state = Optional.empty();
            live = keeper;
            keeper = Optional.empty();
        } finally {
            lock.unlock();
        }
        live.ifPresent(LiveHandOver::release);
    }
}
