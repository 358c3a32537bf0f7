package org.blockyard.driver.tck;

import java.util.Arrays;
import java.util.Optional;
import org.blockyard.driver.tck.internal.MediumDriver;
import org.blockyard.driver.tck.internal.OpenDisk;
import org.blockyard.driver.tck.internal.Rule;
import org.blockyard.io.Extent;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;

/** What a disk tells of its bytes, against the bytes. */
interface StatusChecks extends DriverFixture {
    /** Extents lie one behind the other, and what they say is so. */
    @Test
    default void statusTellsTheTruth() throws Exception {
        try (var bench = new Bench(this)) {
            var fresh = bench.fresh();
            try (var disk = bench.open(fresh)) {
                requireTruth(fresh, disk);
                if (bench.is(Trait.READ_ONLY)) {
                    return;
                }
                var chance = new Chance();
                var model = new Model(fresh.content(), bench.is(Trait.KEEPS_NOTHING));
                for (int round = 0; round < Chance.rounds(4); round++) {
                    for (int i = 0; i < 20; i++) {
                        RandomRequest.any(disk, model, chance);
                    }
                    requireTruth(fresh, disk);
                }
                disk.lane().writeZeroes(0, fresh.size() / 2, RequestFlags.MAY_UNMAP);
                requireTruth(fresh, disk);
            }
        }
    }

    private static void requireTruth(TestDisk fresh, OpenDisk disk) throws Exception {
        disk.lane().flush();
        var content = disk.readAll();
        var file = isOver(disk, "file") ? fresh.medium().bytes() : new byte[0];
        var backing = fresh.below().map(Medium::bytes).orElseGet(() -> new byte[content.length]);
        int unit = disk.device().limits().requestAlignment();
        int at = 0;
        while (at < content.length) {
            int asked = content.length - at;
            var extent = disk.device().status(at, asked);
            requireTrue(extent, at, asked, content, file, backing);
            var part = disk.device().status(at, Math.min(asked, unit));
            requireTrue(part, at, Math.min(asked, unit), content, file, backing);
            requireSame(disk.device().tryStatus(at, asked), extent, at, asked);
            at += Math.toIntExact(extent.length());
        }
    }

    /** Whether a child is the medium itself; what another driver holds there nobody knows. */
    private static boolean isOver(OpenDisk disk, String child) {
        return disk.node().child(child).stream()
                .anyMatch(node -> node.driver().equals(MediumDriver.NAME));
    }

    /** What is told at once is the same, of as many bytes or others. */
    private static void requireSame(Optional<Extent> atOnce, Extent asked, int at, int most) {
        if (atOnce.isEmpty()) {
            return;
        }
        var told = atOnce.get();
        Rule.TRY_STATUS.require(
                told.length() <= most
                        && told.kind() == asked.kind()
                        && told.compressed() == asked.compressed()
                        && told.location().equals(asked.location()),
                () -> "at %d tryStatus told %s, and status %s".formatted(at, told, asked));
    }

    private static void requireTrue(
            Extent extent, int at, int asked, byte[] content, byte[] file, byte[] backing) {
        Rule.STATUS.require(
                extent.length() >= 1 && extent.length() <= asked,
                () -> "asked for %d bytes at %d it told %s".formatted(asked, at, extent));
        int end = at + (int) extent.length();
        switch (extent.kind()) {
            case ZERO, ZERO_ALLOCATED ->
                    Rule.STATUS_ZERO.require(
                            Arrays.equals(content, at, end, new byte[end - at], 0, end - at),
                            () -> "at %d there is other than zeroes, but %s".formatted(at, extent));
            case UNALLOCATED ->
                    Rule.STATUS_UNALLOCATED.require(
                            Arrays.equals(content, at, end, backing, at, end),
                            () -> "at %d there is other than below, but %s".formatted(at, extent));
            case DATA, PASS_THROUGH -> {
                if (!extent.compressed() && file.length > 0) {
                    extent.location()
                            .filter(place -> place.child().equals("file"))
                            .ifPresent(place -> requireThere(place, content, at, end, file));
                }
            }
        }
    }

    private static void requireThere(
            Extent.Location place, byte[] content, int at, int end, byte[] below) {
        Rule.STATUS_LOCATION.require(
                place.offset() >= 0
                        && place.offset() <= below.length - (end - at)
                        && Arrays.equals(
                                content,
                                at,
                                end,
                                below,
                                (int) place.offset(),
                                (int) place.offset() + end - at),
                () -> "the bytes %d to %d do not lie at %s".formatted(at, end, place));
    }
}
