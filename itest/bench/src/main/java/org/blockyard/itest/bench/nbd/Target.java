package org.blockyard.itest.bench.nbd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.itest.bench.load.Workload;
import org.blockyard.itest.bench.report.Measured;
import org.blockyard.itest.bench.report.Table;
import org.blockyard.itest.bench.server.DiskKind;
import org.blockyard.itest.bench.server.ServerKind;
import org.blockyard.itest.bench.server.Transport;

/**
 * What is to be reached.
 *
 * @param disk what is served, on a unix socket and from the page cache
 * @param load what is asked for
 * @param peer whom it is compared with
 * @param ratio how many times our CPU time for a request the peer is to take at least
 */
record Target(DiskKind disk, Workload load, ServerKind peer, double ratio) {
    private static final int SMALL = 4 << 10;
    private static final int LARGE = 1 << 20;

    /** All of them. */
    static List<Target> all() {
        var all = new ArrayList<Target>();
        raw(all, Workload.reads(SMALL, 1), 2.5, 1.3, 1.5);
        raw(all, Workload.reads(SMALL, 16), 8, 4, 3.5);
        raw(all, Workload.reads(SMALL, 64), 7, 4, 3);
        raw(all, Workload.writes(SMALL, 16), 6, 4, 2.5);
        raw(all, Workload.reads(LARGE, 8), 6, 5, 2.5);
        raw(all, Workload.writes(LARGE, 8), 2, 2, 1);
        raw(all, Workload.reads(SMALL, 16).over(2), 8, 4, 3);
        qemu(all, DiskKind.QCOW2, Workload.reads(SMALL, 16), 8, 4);
        qemu(all, DiskKind.QCOW2, Workload.reads(LARGE, 8), 4, 3);
        qemu(all, DiskKind.OVERLAY, Workload.reads(SMALL, 16), 6, 4);
        qemu(all, DiskKind.LUKS, Workload.reads(LARGE, 8), 4, 3);
        return all;
    }

    private static void raw(
            List<Target> all, Workload load, double qemuNbd, double daemon, double nbdkit) {
        qemu(all, DiskKind.RAW, load, qemuNbd, daemon);
        all.add(new Target(DiskKind.RAW, load, ServerKind.NBDKIT, nbdkit));
    }

    private static void qemu(
            List<Target> all, DiskKind disk, Workload load, double qemuNbd, double daemon) {
        all.add(new Target(disk, load, ServerKind.QEMU_NBD, qemuNbd));
        all.add(new Target(disk, load, ServerKind.QEMU_STORAGE_DAEMON, daemon));
    }

    /** How much it is in a run, if that was measured. */
    Optional<Double> measured(List<Result> results) {
        for (var result : results) {
            var scenario = result.scenario();
            if (scenario.disk() == disk
                    && scenario.transport() == Transport.UNIX
                    && scenario.preparation() == Preparation.NONE
                    && result.has(load, peer)) {
                return Optional.of(result.ratio(load, peer));
            }
        }
        return Optional.empty();
    }

    /** Those that were measured, as a table. */
    static Table table(List<Result> results) {
        var table = new Table(List.of("load", "peer", "target", "measured", "reached"));
        for (var target : all()) {
            target.measured(results)
                    .ifPresent(
                            ratio ->
                                    table.add(
                                            List.of(
                                                    target.disk + " " + target.load,
                                                    target.peer.title(),
                                                    Measured.show(target.ratio),
                                                    Measured.show(ratio),
                                                    target.reachedBy(ratio) ? "yes" : "no")));
        }
        return table;
    }

    /** The same for programs. */
    static List<Map<String, Object>> json(List<Result> results) {
        var list = new ArrayList<Map<String, Object>>();
        for (var target : all()) {
            target.measured(results).ifPresent(ratio -> list.add(target.json(ratio)));
        }
        return list;
    }

    private Map<String, Object> json(double measured) {
        var one = new LinkedHashMap<String, Object>();
        one.put("load", disk + " " + load);
        one.put("peer", peer.title());
        one.put("target", ratio);
        one.put("measured", measured);
        one.put("reached", reachedBy(measured));
        return one;
    }

    private boolean reachedBy(double measured) {
        return measured >= ratio;
    }
}
