package org.blockyard.throttle.internal;

import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.object.Configurable;

/** A group that users made, with limits that they may change while it is at work. */
final class ThrottleGroupObject extends Group implements Configurable<ThrottleProperties> {
    private static final Limits NONE = new Limits(Map.of(), 0);

    private final ReentrantLock changing = new ReentrantLock();
    private volatile Limits limits;

    ThrottleGroupObject(Clock clock, ThrottleProperties properties) throws BlockException {
        this(clock, properties.over(NONE));
    }

    private ThrottleGroupObject(Clock clock, Limits limits) {
        super(clock, limits);
        this.limits = limits;
    }

    @Override
    public ThrottleProperties properties() {
        return ThrottleProperties.of(ThrottleLimits.of(limits));
    }

    @Override
    public void change(Change<ThrottleProperties> change) throws BlockException {
        changing.lock();
        try {
            var before = properties();
            var wanted = change.of(before);
            if (!wanted.single().equals(before.single())) {
                throw Limits.wrong("Property cannot be set after initialization");
            }
            var next = wanted.over(limits);
            limits = next;
            limit(next);
        } finally {
            changing.unlock();
        }
    }
}
