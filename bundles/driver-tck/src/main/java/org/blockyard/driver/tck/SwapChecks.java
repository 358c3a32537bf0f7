package org.blockyard.driver.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockyard.driver.tck.ConcurrencyChecks.Writer;
import org.blockyard.driver.tck.internal.OpenDisk;
import org.blockyard.driver.tck.internal.Rule;
import org.blockyard.driver.tck.internal.Surroundings;
import org.blockyard.swap.NodeSwap;
import org.blockyard.swap.SwapRequest;
import org.junit.jupiter.api.Test;

/** The replacement of the driver by itself, in another class loader, while its disk is in use. */
interface SwapChecks extends DriverFixture {
    /** Swapped to and fro under load, no request fails and every byte stays. */
    @Test
    default void itIsReplacedWhileItsDiskIsInUse() throws Exception {
        try (var bench = new Bench(this)) {
            if (bench.is(Trait.VOLATILE) && bench.keeps()) {
                return; // what a disk holds ends with the driver that has it
            }
            var fresh = bench.fresh();
            var model = new Model(fresh.content(), false);
            try (var disk = bench.open(fresh)) {
                var writers = new ArrayList<Writer>();
                for (int i = 0; bench.keeps() && i < 4; i++) {
                    writers.add(new Writer(disk, i, 4, 64, 4096));
                }
                var over = new AtomicBoolean();
                var tasks = new ArrayList<Runnable>();
                writers.forEach(writer -> tasks.add(() -> untilOver(over, writer)));
                tasks.add(() -> untilOver(over, () -> read(disk)));
                tasks.add(() -> swap(bench, disk, over));
                ConcurrencyChecks.run(tasks);
                writers.forEach(writer -> writer.into(model));
                model.require(Rule.SWAP, 0, disk.readAll(), "after swaps under load");
                disk.requireConsistent();
            }
            if (bench.keeps()) {
                try (var disk = bench.open(fresh)) {
                    model.require(Rule.HAND_OVER, 0, disk.readAll(), "reopened after swaps");
                }
            }
        }
    }

    private static void untilOver(AtomicBoolean over, Runnable work) {
        while (!over.get()) {
            work.run();
        }
    }

    private static void read(OpenDisk disk) {
        try {
            disk.read(disk.lane().length() / 2, 64 << 10);
        } catch (java.io.IOException e) {
            throw Rule.SWAP.broken("a read failed", e);
        }
    }

    private static void swap(Bench bench, OpenDisk disk, AtomicBoolean over) {
        try {
            for (int i = 0; i < Chance.rounds(2); i++) {
                for (var version : List.of(Surroundings.OLDER, Surroundings.NEWER)) {
                    var request =
                            SwapRequest.of(bench.surroundings().driverName())
                                    .to(version)
                                    .only(List.of(disk.node().name()));
                    for (var swapped : bench.platform().swaps().swap(request).nodes()) {
                        Rule.SWAP.require(
                                swapped.outcome() == NodeSwap.Outcome.SWITCHED,
                                () -> "to itself it went so: " + swapped);
                    }
                    Rule.SWAP.require(
                            disk.node().driverVersion().equals(version),
                            () -> "the node has " + disk.node().driverVersion());
                }
            }
        } catch (java.io.IOException e) {
            throw Rule.SWAP.broken("it can't be swapped", e);
        } finally {
            over.set(true);
        }
    }
}
