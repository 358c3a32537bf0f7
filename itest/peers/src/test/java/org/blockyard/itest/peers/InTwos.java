package org.blockyard.itest.peers;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.function.Executable;

/**
 * Does independent pieces of work two at a time, for most of the time of each is another process's.
 */
final class InTwos {
    private static final int AT_ONCE = 2;

    private InTwos() {}

    /** A piece of work that may fail. */
    interface Work<T> {
        void on(T piece) throws Throwable;
    }

    /** Does all, and gives for each piece what throws again what went wrong with it. */
    static <T> Map<T, Executable> run(List<T> pieces, Work<T> work) {
        Queue<T> rest = new ConcurrentLinkedQueue<>(pieces);
        Map<T, Throwable> failures = Collections.synchronizedMap(new HashMap<>());
        var threads = new ArrayDeque<Thread>();
        for (int i = 0; i < AT_ONCE; i++) {
            threads.add(Thread.startVirtualThread(() -> drain(rest, work, failures)));
        }
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        var results = new LinkedHashMap<T, Executable>();
        for (var piece : pieces) {
            var failure = failures.get(piece);
            results.put(
                    piece,
                    () -> {
                        if (failure != null) {
                            throw failure;
                        }
                    });
        }
        return results;
    }

    private static <T> void drain(Queue<T> rest, Work<T> work, Map<T, Throwable> failures) {
        for (var piece = rest.poll(); piece != null; piece = rest.poll()) {
            try {
                work.on(piece);
            } catch (Throwable e) {
                failures.put(piece, e);
            }
        }
    }
}
