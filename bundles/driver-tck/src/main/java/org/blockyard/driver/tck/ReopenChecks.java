package org.blockyard.driver.tck;

import java.util.Map;
import org.blockyard.driver.Resizable;
import org.blockyard.driver.Unzeroed;
import org.blockyard.driver.tck.internal.OpenDisk;
import org.blockyard.driver.tck.internal.Rule;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;

/** What closing keeps, and what changes with the length. */
interface ReopenChecks extends DriverFixture {
    /** Closed and opened again, with no flush between, the disk reads as before. */
    @Test
    default void whatWasWrittenIsThereAfterReopening() throws Exception {
        try (var bench = new Bench(this)) {
            if (!(bench.keeps() && !bench.is(Trait.VOLATILE))) {
                return; // it keeps nothing
            }
            var fresh = bench.fresh();
            var model = new Model(fresh.content(), false);
            var chance = new Chance();
            for (int round = 0; round < 6; round++) {
                try (var disk = bench.open(fresh, Map.of("detect-zeroes", "on"))) {
                    Rule.CLOSE.require(
                            disk.lane().length() == fresh.size(),
                            () -> "reopened it has %d bytes".formatted(disk.lane().length()));
                    model.require(Rule.CLOSE, 0, disk.readAll(), "reopened");
                    for (int i = 0; i < 30; i++) {
                        RandomRequest.any(disk, model, chance);
                    }
                }
            }
            try (var disk = bench.open(fresh)) {
                disk.requireConsistent();
            }
        }
    }

    /** Two disks that are open at once have nothing in common. */
    @Test
    default void twoDisksAtOnceAreTwoDisks() throws Exception {
        try (var bench = new Bench(this)) {
            if (!bench.keeps()) {
                return; // it keeps nothing
            }
            var first = bench.fresh();
            var second = bench.fresh();
            try (var one = bench.open(first);
                    var two = bench.open(second)) {
                one.write(0, Pattern.of(100_000, 1), RequestFlags.NONE);
                two.write(50_000, Pattern.of(100_000, 2), RequestFlags.NONE);
                var model = new Model(first.content(), false);
                model.write(0, Pattern.of(100_000, 1));
                model.require(Rule.NO_STATE, 0, one.readAll(), "with another disk open");
                model = new Model(second.content(), false);
                model.write(50_000, Pattern.of(100_000, 2));
                model.require(Rule.NO_STATE, 0, two.readAll(), "with another disk open");
            }
        }
    }

    /** A disk that can change its length gets zeroes at its end and loses what is cut off. */
    @Test
    default void theLengthCanBeChanged() throws Exception {
        try (var bench = new Bench(this);
                var disk = bench.open()) {
            if (!disk.node().has(Resizable.class)) {
                return; // it can't change its length
            }
            if (bench.is(Trait.READ_ONLY)) {
                return; // it is only read
            }
            int size = (int) disk.lane().length();
            var model = new Model(new byte[size * 2], bench.is(Trait.KEEPS_NOTHING));
            var data = Pattern.of(size, 4);
            disk.write(0, data, RequestFlags.NONE);
            model.write(0, data);
            if (!resized(disk, size * 3L / 4)) {
                return; // this disk has a fixed length
            }
            if (!resized(disk, size * 2L)) {
                return; // what it shows below it would show at the new end
            }
            model.zero(size * 3 / 4, size / 4);
            if (disk.node().has(Unzeroed.class)) {
                model.forget(size * 3 / 4, size * 5 / 4);
            }
            model.require(Rule.RESIZE, 0, disk.readAll(), "shrunk and grown");
            disk.requireConsistent();
        }
    }

    private static boolean resized(OpenDisk disk, long length) throws Exception {
        try {
            disk.resize(length);
        } catch (BlockException e) {
            if (e.kind() == ErrorKind.UNSUPPORTED) {
                return false;
            }
            throw e;
        }
        Rule.RESIZE.require(
                disk.lane().length() == length,
                () -> "made %d bytes long it has %d".formatted(length, disk.lane().length()));
        return true;
    }

    /** What can't be opened leaves nothing open. */
    @Test
    default void aFailedOpeningLeavesNothing() throws Exception {
        try (var bench = new Bench(this)) {
            var fresh = bench.fresh();
            try (var disk = bench.open(fresh, Map.of("no-such-option-of-it", "x"))) {
                throw Rule.ONLY_BLOCK_EXCEPTIONS.broken("it took an unknown option: " + disk);
            } catch (BlockException expected) {
                Rule.OPEN_OR_NOTHING.require(
                        bench.platform().graph().nodes().isEmpty(),
                        () -> "nodes are left: " + bench.platform().graph().nodes());
            }
        }
    }
}
