package org.blockyard.itest.bench.job;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.blockyard.itest.bench.load.Load;
import org.blockyard.itest.bench.load.Outcome;
import org.blockyard.itest.bench.load.Workload;
import org.blockyard.itest.kit.NbdClient;

/** Clients that read and write small blocks until they are told to end. */
final class BusyClients implements AutoCloseable {
    private static final Workload WORKLOAD = Workload.reads(4096, 4).writing(30);
    private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long SEED = 20261121;

    private final List<NbdClient> clients;
    private final FutureTask<Outcome> work;
    private volatile boolean ending;

    BusyClients(List<NbdClient> clients) {
        this.clients = clients;
        Callable<Outcome> load = this::load;
        this.work = new FutureTask<>(load);
        Thread.ofPlatform().name("clients").start(work);
    }

    private Outcome load() throws IOException, InterruptedException {
        var all = Load.run(clients, WORKLOAD, SLICE, SEED);
        for (long slice = 1; !ending; slice++) {
            all = all.and(Load.run(clients, WORKLOAD, SLICE, SEED + slice));
        }
        return all;
    }

    /** Ends them; what they did. */
    Outcome end() throws IOException, InterruptedException {
        ending = true;
        try {
            return work.get();
        } catch (ExecutionException e) {
            throw new IOException("the clients failed", e.getCause());
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        end();
    }
}
