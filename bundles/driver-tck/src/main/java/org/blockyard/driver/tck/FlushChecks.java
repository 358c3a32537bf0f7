package org.blockyard.driver.tck;

import java.util.ArrayList;
import java.util.List;
import org.blockyard.driver.tck.internal.OpenDisk;
import org.blockyard.driver.tck.internal.Rule;
import org.blockyard.io.BlockException;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;

/** What is left when power fails. */
interface FlushChecks extends DriverFixture {
    /**
     * A flush that returned.
     *
     * @param step what had happened to the medium by then
     * @param model what the disk read as
     */
    record Flushed(int step, Model model) {}

    /** Whenever power fails, the disk opens again and reads as it did at the last flush. */
    @Test
    default void whatWasFlushedSurvivesAPowerCut() throws Exception {
        try (var bench = new Bench(this)) {
            if (!(bench.keeps() && !bench.is(Trait.VOLATILE))) {
                return; // it keeps nothing
            }
            var fresh = bench.fresh();
            if (fresh.medium().length() == 0) {
                return; // it has no medium that could lose power
            }
            fresh.medium().flush();
            var model = new Model(fresh.content(), false);
            var flushed =
                    new ArrayList<>(List.of(new Flushed(fresh.medium().steps(), model.copy())));
            var chance = new Chance();
            try (var disk = bench.open(fresh)) {
                for (int i = 0; i < Chance.rounds(120); i++) {
                    request(fresh, disk, model, flushed, chance);
                }
            }
            for (int i = 0; i < Chance.rounds(30); i++) {
                int span = fresh.medium().steps() - flushed.getFirst().step();
                int cut = flushed.getFirst().step() + chance.random().nextInt(span + 1);
                requireFlushed(bench, fresh, flushed, cut, chance);
            }
        }
    }

    private static void request(
            TestDisk fresh, OpenDisk disk, Model model, List<Flushed> flushed, Chance chance)
            throws Exception {
        int offset = chance.offset(model.length());
        int length = chance.length(model.length() - offset);
        // until it is safe it may read as before, as after, or as neither
        flushed.getLast().model().forget(offset, length);
        boolean fua = chance.random().nextInt(6) == 0;
        switch (chance.random().nextInt(8)) {
            case 0 -> {
                disk.lane().writeZeroes(offset, length, RequestFlags.MAY_UNMAP);
                model.zero(offset, length);
            }
            case 1 -> {
                disk.lane().discard(offset, length);
                model.forget(offset, length);
            }
            default -> {
                var data = chance.bytes(length);
                disk.write(offset, data, fua ? RequestFlags.FUA : RequestFlags.NONE);
                model.write(offset, data);
            }
        }
        if (chance.random().nextInt(4) == 0) {
            disk.lane().flush();
            flushed.add(new Flushed(fresh.medium().steps(), model.copy()));
        }
    }

    private static void requireFlushed(
            Bench bench, TestDisk fresh, List<Flushed> flushed, int cut, Chance chance)
            throws Exception {
        var last = flushed.stream().filter(f -> f.step() <= cut).toList().getLast();
        var left = bench.on(fresh, fresh.medium().afterPowerCut(cut, chance.random()));
        var when =
                "power failed after %d steps, %d after a flush".formatted(cut, cut - last.step());
        try (var disk = bench.open(left)) {
            last.model().require(Rule.FLUSH, 0, disk.readAll(), when);
            disk.write(0, Pattern.of(4096, cut), RequestFlags.NONE);
            var model = last.model().copy();
            model.write(0, Pattern.of(4096, cut));
            model.require(Rule.FLUSH, 0, disk.readAll(), when + " and one more write");
        } catch (BlockException e) {
            throw Rule.FLUSH.broken(when + ", and the disk can't be used", e);
        }
    }

    /** A write with FUA is safe when it returns. */
    @Test
    default void aWriteWithFuaSurvivesAPowerCut() throws Exception {
        try (var bench = new Bench(this)) {
            if (!(bench.keeps() && !bench.is(Trait.VOLATILE))) {
                return; // it keeps nothing
            }
            var fresh = bench.fresh();
            if (fresh.medium().length() == 0) {
                return; // it has no medium that could lose power
            }
            var chance = new Chance();
            try (var disk = bench.open(fresh)) {
                for (int i = 0; i < 8; i++) {
                    var data = chance.bytes(4096);
                    int at = i * (128 << 10);
                    at %= (int) fresh.size() - 4096;
                    disk.write(at, data, RequestFlags.FUA);
                    var model = new Model(data, false);
                    var left =
                            fresh.medium().afterPowerCut(fresh.medium().steps(), chance.random());
                    try (var after = bench.open(bench.on(fresh, left))) {
                        model.require(
                                Rule.FUA, 0, after.read(at, 4096), "after a power cut, from " + at);
                    }
                }
            }
        }
    }
}
