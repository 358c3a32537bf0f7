package org.blockyard.itest.bench.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** CPU time of the thread that asks. */
final class ThreadTime {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private ThreadTime() {}

    static long nanos() {
        return THREADS.getCurrentThreadCpuTime();
    }
}
