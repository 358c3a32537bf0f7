package org.blockyard.export.nbd;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.export.BlockExport;
import org.blockyard.export.ExportContext;
import org.blockyard.export.ExportStatistics;
import org.blockyard.export.ExportStatistics.Work;
import org.blockyard.export.LaneGroup;
import org.blockyard.export.nbd.protocol.Client;
import org.blockyard.export.nbd.protocol.Disk;
import org.blockyard.graph.Lane;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.Limits;
import org.blockyard.option.Option;

/**
 * One node served over NBD. It lives as long as it is in the server's catalogue or a client uses
 * it.
 */
final class NbdExport implements BlockExport, Disk {
    /** Published when a client came or left. */
    static final String CLIENTS_EVENT = "X_BLOCKYARD_NBD_CLIENTS";

    /**
     * What that event says.
     *
     * @param id the export's id
     * @param clients how many clients it has now
     */
    record Clients(
            @Option("id of the export") String id,
            @Option("clients that are connected to it") int clients) {}

    private static final int SECTOR = 512;

    private final NbdServer server;
    private final ExportContext context;
    private final String name;
    private final String description;
    private final boolean allocationDepth;
    private final Map<String, ServedBitmap> bitmaps;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private final Set<Client> clients = new LinkedHashSet<>();
    private long connections;
    private Work done = Work.NONE;
    private boolean closing;

    NbdExport(NbdServer server, ExportContext context, NbdOptions options) throws IOException {
        this.server = server;
        this.context = context;
        this.name = options.name().orElse(context.options().nodeName());
        this.description = options.description().orElse("");
        this.allocationDepth = options.allocationDepth();
        this.bitmaps = Bitmaps.find(context, options.bitmaps().orElse(List.of()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public long size() {
        return context.user().node().length() / SECTOR * SECTOR;
    }

    @Override
    public Limits limits() {
        return context.user().node().limits();
    }

    @Override
    public boolean writable() {
        return context.options().writable();
    }

    @Override
    public boolean writethrough() {
        return context.options().writethrough();
    }

    @Override
    public boolean multiConnection() {
        return server.maxConnections() != 1;
    }

    @Override
    public boolean allocationDepth() {
        return allocationDepth;
    }

    @Override
    public List<String> bitmaps() {
        return List.copyOf(bitmaps.keySet());
    }

    @Override
    public Extent bitmapStatus(String bitmap, long offset, long length) throws IOException {
        var served = bitmaps.get(bitmap);
        if (served == null) {
            throw new BlockException(ErrorKind.NOT_FOUND, "no bitmap '" + bitmap + "'");
        }
        return served.status(offset, length);
    }

    @Override
    public Optional<LaneGroup> laneGroup() {
        return context.laneGroup();
    }

    @Override
    public Lane openLane() throws IOException {
        return context.user().openLane();
    }

    @Override
    public boolean enter(Client client) {
        lock.lock();
        try {
            if (closing || !clients.add(client)) {
                return false;
            }
            connections++;
        } finally {
            lock.unlock();
        }
        tellOfClients();
        return true;
    }

    @Override
    public void leave(Client client) {
        lock.lock();
        try {
            if (clients.remove(client)) {
                done = done.plus(client.statistics().work());
            }
            left.signalAll();
        } finally {
            lock.unlock();
        }
        tellOfClients();
    }

    private void tellOfClients() {
        int count;
        lock.lock();
        try {
            count = clients.size();
        } finally {
            lock.unlock();
        }
        var data = Map.<String, Object>of("id", context.options().id(), "clients", (long) count);
        context.platform().events().publish(CLIENTS_EVENT, data);
    }

    @Override
    public boolean inUse() {
        lock.lock();
        try {
            return !clients.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<ExportStatistics> statistics() {
        lock.lock();
        try {
            var present = clients.stream().map(Client::statistics).toList();
            var all = done;
            for (var client : present) {
                all = all.plus(client.work());
            }
            return Optional.of(new ExportStatistics(present, connections, all));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void shutdown() {
        server.remove(this);
        List<Client> present;
        lock.lock();
        try {
            closing = true;
            present = List.copyOf(clients);
        } finally {
            lock.unlock();
        }
        present.forEach(Client::sendAway);
    }

    @Override
    public void close() {
        shutdown();
        lock.lock();
        try {
            while (!clients.isEmpty()) {
                left.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        bitmaps.values().forEach(ServedBitmap::close);
    }
}
