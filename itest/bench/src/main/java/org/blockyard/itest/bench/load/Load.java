package org.blockyard.itest.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.blockyard.itest.kit.NbdClient;

/**
 * Keeps connections to a server busy, on few threads: no more than the machine has cores, and at
 * most 4.
 */
public final class Load {
    private static final int MOST_THREADS = 4;
    private static final Duration LAST_REPLY = Duration.ofSeconds(60);

    private Load() {}

    /**
     * Puts a load on a server and returns when the last request is answered.
     *
     * @param clients as many connections as the load has, used by nobody else meanwhile; they can
     *     be used again unless this fails
     * @param nanos for how long new requests are sent
     * @param seed what decides about places
     * @throws IOException if the server answers with an error, wrongly, or not for a minute
     */
    public static Outcome run(List<NbdClient> clients, Workload workload, long nanos, long seed)
            throws IOException, InterruptedException {
        var workers = workers(clients, workload, nanos, new SplittableRandom(seed));
        long begin = System.nanoTime();
        var threads = new ArrayList<Thread>();
        for (var worker : workers) {
            threads.add(Thread.ofPlatform().daemon().name("load").start(worker));
        }
        for (var thread : threads) {
            if (!thread.join(LAST_REPLY.plusNanos(nanos))) {
                throw new IOException("no answer within " + LAST_REPLY.toSeconds() + " s");
            }
        }
        return outcome(workers, workload, (System.nanoTime() - begin) / 1e9);
    }

    private static List<Worker> workers(
            List<NbdClient> clients, Workload workload, long nanos, SplittableRandom random) {
        int cores = Runtime.getRuntime().availableProcessors();
        int count = Math.min(Math.min(MOST_THREADS, cores), clients.size());
        var workers = new ArrayList<Worker>();
        for (int i = 0; i < count; i++) {
            workers.add(new Worker(nanos));
        }
        for (int i = 0; i < clients.size(); i++) {
            var own = random.split();
            var worker = workers.get(i % count);
            var client = clients.get(i);
            worker.add(
                    new BusyConnection(
                            client.channel(),
                            workload,
                            workload.places(client.length(), i, own),
                            own,
                            worker.latencies()));
        }
        return workers;
    }

    private static Outcome outcome(List<Worker> workers, Workload workload, double seconds)
            throws IOException {
        var latencies = new Latencies();
        long reads = 0;
        long writes = 0;
        long cpuNanos = 0;
        for (var worker : workers) {
            worker.check();
            latencies.add(worker.latencies());
            reads += worker.reads();
            writes += worker.writes();
            cpuNanos += worker.cpuNanos();
        }
        return new Outcome(reads, writes, workload.bytes(), seconds, cpuNanos / 1e3, latencies);
    }
}
