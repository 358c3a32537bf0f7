package org.blockyard.throttle.internal;

import java.util.concurrent.locks.Condition;

/** A request that waits. */
final class Waiter {
    final Condition condition;

    Waiter(Condition condition) {
        this.condition = condition;
    }

    void wake() {
        condition.signal();
    }
}
