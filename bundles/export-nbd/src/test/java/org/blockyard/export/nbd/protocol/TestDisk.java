package org.blockyard.export.nbd.protocol;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.blockyard.export.LaneGroup;
import org.blockyard.graph.Lane;
import org.blockyard.io.Limits;

/** A disk in memory, as a test wants it. */
final class TestDisk implements Disk {
    final MemoryLane lane;
    final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final String name;
    volatile boolean writable = true;
    volatile boolean writethrough;
    volatile boolean depth;
    volatile boolean closing;
    volatile Limits limits = Limits.NONE;
    volatile Optional<LaneGroup> laneGroup = Optional.empty();

    TestDisk(String name, int size) {
        this.name = name;
        this.lane = new MemoryLane(size);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "about " + name;
    }

    @Override
    public long size() {
        return lane.length();
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public boolean writethrough() {
        return writethrough;
    }

    @Override
    public boolean multiConnection() {
        return true;
    }

    @Override
    public boolean allocationDepth() {
        return depth;
    }

    @Override
    public Optional<LaneGroup> laneGroup() {
        return laneGroup;
    }

    @Override
    public Lane openLane() {
        return lane;
    }

    @Override
    public boolean enter(Client client) {
        return !closing && clients.add(client);
    }

    @Override
    public void leave(Client client) {
        clients.remove(client);
    }
}
