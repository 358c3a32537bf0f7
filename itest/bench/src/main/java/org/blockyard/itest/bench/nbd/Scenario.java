package org.blockyard.itest.bench.nbd;

import java.util.ArrayList;
import java.util.List;
import org.blockyard.itest.bench.load.Workload;
import org.blockyard.itest.bench.server.DiskKind;
import org.blockyard.itest.bench.server.Transport;

/**
 * Loads that are run against the same servers: add further ones here.
 *
 * @param name what it is called
 * @param disk what each server serves
 * @param transport how its clients reach it
 * @param preparation what is done before each run
 * @param loads what is run, in this order
 */
record Scenario(
        String name,
        DiskKind disk,
        Transport transport,
        Preparation preparation,
        List<Workload> loads) {
    private static final int SMALL = 4 << 10;
    private static final int LARGE = 1 << 20;
    private static final int CLUSTER = 64 << 10;
    private static final int WRITES_OF_MIXED = 30;

    /** Many clients of one disk. */
    static final Workload CROWD = read16().over(64);

    /** All that is measured. */
    static List<Scenario> all() {
        return List.of(
                cached(DiskKind.RAW, onFullDisk()),
                // with servers of its own, whose memory was not used for anything else
                usual("RAW crowd", DiskKind.RAW, List.of(CROWD)),
                new Scenario(
                        "RAW TCP",
                        DiskKind.RAW,
                        Transport.TCP,
                        Preparation.NONE,
                        List.of(read16(), Workload.reads(LARGE, 8))),
                cold(DiskKind.RAW),
                cached(DiskKind.QCOW2, onFullDisk()),
                cold(DiskKind.QCOW2),
                cached(DiskKind.OVERLAY, List.of(read16(), Workload.reads(LARGE, 8))),
                cached(
                        DiskKind.LUKS,
                        List.of(read16(), Workload.reads(LARGE, 8), Workload.writes(LARGE, 8))),
                new Scenario(
                        "QCOW2 allocating",
                        DiskKind.EMPTY,
                        Transport.UNIX,
                        Preparation.FRESH,
                        List.of(Workload.writes(SMALL, 16).onceEach(CLUSTER))));
    }

    private static Workload read16() {
        return Workload.reads(SMALL, 16);
    }

    private static List<Workload> onFullDisk() {
        return List.of(
                Workload.reads(SMALL, 1),
                read16(),
                Workload.reads(SMALL, 64),
                read16().over(2),
                Workload.writes(SMALL, 16),
                read16().writing(WRITES_OF_MIXED),
                Workload.reads(LARGE, 8),
                Workload.writes(LARGE, 8));
    }

    private static Scenario cached(DiskKind disk, List<Workload> loads) {
        return usual(disk.toString(), disk, loads);
    }

    private static Scenario usual(String name, DiskKind disk, List<Workload> loads) {
        return new Scenario(name, disk, Transport.UNIX, Preparation.NONE, loads);
    }

    /** Each place once, else the first reads would make the cache warm for later ones. */
    private static Scenario cold(DiskKind disk) {
        return new Scenario(
                disk + " cold",
                disk,
                Transport.UNIX,
                Preparation.COLD,
                List.of(Workload.reads(SMALL, 32).onceEach(SMALL)));
    }

    /** A fresh daemon of ours under one load. */
    static Scenario alone(Workload load) {
        return usual("RAW", DiskKind.RAW, List.of(load));
    }

    /** The same with those loads only whose {@code NAME LOAD} contains a text. */
    Scenario only(String text) {
        var chosen = new ArrayList<Workload>();
        for (var load : loads) {
            if ((name + " " + load).contains(text)) {
                chosen.add(load);
            }
        }
        return new Scenario(name, disk, transport, preparation, chosen);
    }

    @Override
    public String toString() {
        return name;
    }
}
