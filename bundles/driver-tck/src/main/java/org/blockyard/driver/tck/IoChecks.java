package org.blockyard.driver.tck;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.blockyard.driver.tck.internal.OpenDisk;
import org.blockyard.driver.tck.internal.Rule;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;

/** Reads, writes, zeroes and discards, against a model in memory. */
interface IoChecks extends DriverFixture {
    /** A disk that nobody wrote reads as what it was made of. */
    @Test
    default void aFreshDiskReadsAsItWasMade() throws Exception {
        try (var bench = new Bench(this)) {
            var fresh = bench.fresh();
            try (var disk = bench.open(fresh)) {
                Rule.FRESH_IS_ZERO.require(
                        disk.lane().length() == fresh.size(),
                        () ->
                                "the disk has %d bytes, not %d"
                                        .formatted(disk.lane().length(), fresh.size()));
                var model = new Model(fresh.content(), false);
                model.require(Rule.FRESH_IS_ZERO, 0, disk.readAll(), "after the disk was made");
            }
        }
    }

    /** Random requests of all kinds, aligned and not, have the effect that they have on memory. */
    @Test
    default void requestsHaveTheEffectThatTheyHaveOnMemory() throws Exception {
        try (var bench = new Bench(this)) {
            var fresh = bench.fresh();
            var model = new Model(fresh.content(), bench.is(Trait.KEEPS_NOTHING));
            var chance = new Chance();
            try (var disk = bench.open(fresh)) {
                for (int i = 0; i < Chance.rounds(400); i++) {
                    if (bench.is(Trait.READ_ONLY)) {
                        RandomRequest.read(disk, model, chance);
                    } else {
                        RandomRequest.any(disk, model, chance);
                    }
                }
                model.require(Rule.READ_FILLS, 0, disk.readAll(), "at the end");
                disk.requireConsistent();
            }
        }
    }

    /** The first and the last bytes can be used; beyond the end there is nothing. */
    @Test
    default void theDiskEndsWhereItEnds() throws Exception {
        try (var bench = new Bench(this)) {
            var fresh = bench.fresh();
            int size = (int) fresh.size();
            try (var disk = bench.open(fresh)) {
                if (bench.keeps()) {
                    disk.write(0, Pattern.of(1, 1), RequestFlags.NONE);
                    disk.write(size - 1, Pattern.of(1, 2), RequestFlags.NONE);
                    disk.write(size - 4097, Pattern.of(4096, 3), RequestFlags.NONE);
                    var model = new Model(fresh.content(), false);
                    model.write(0, Pattern.of(1, 1));
                    model.write(size - 1, Pattern.of(1, 2));
                    model.write(size - 4097, Pattern.of(4096, 3));
                    model.require(Rule.WRITE_TAKES, 0, disk.readAll(), "at its ends");
                }
                disk.lane().read(size, ByteBuffer.allocate(0));
                outOfRange(disk, size - 511, 512);
                outOfRange(disk, size, 1);
                outOfRange(disk, Long.MAX_VALUE - 100, 512);
            }
        }
    }

    private static void outOfRange(OpenDisk disk, long offset, int length) throws Exception {
        try {
            disk.read(offset, length);
        } catch (BlockException e) {
            Rule.READ_FILLS.require(
                    e.kind() == ErrorKind.OUT_OF_RANGE, () -> "beyond the end it fails with " + e);
            return;
        }
        throw Rule.READ_FILLS.broken("%d bytes at %d were read".formatted(length, offset));
    }

    /** Only the bytes between position and limit are touched, whatever the buffer is. */
    @Test
    default void buffersAreUsedFromPositionToLimit() throws Exception {
        try (var bench = new Bench(this);
                var disk = bench.open()) {
            var device = disk.device();
            int unit = Math.max(4096, device.limits().requestAlignment());
            var around = bench.platform().buffers().lend(3 * unit);
            try (around) {
                var all = around.bytes();
                if (bench.keeps()) {
                    var data = Pattern.of(3 * unit, 5);
                    device.write(
                            unit, all.put(data).position(unit).limit(2 * unit), RequestFlags.NONE);
                    Rule.WRITE_TAKES.require(!all.hasRemaining(), () -> "it ends as " + all);
                    var after = new byte[3 * unit];
                    all.clear().get(after);
                    Rule.WRITE_KEEPS_SOURCE.require(
                            Arrays.equals(data, after), () -> "a write changed its source");
                    disk.lane().flush();
                    Rule.WRITE_TAKES.require(
                            Arrays.equals(
                                    Arrays.copyOfRange(data, unit, 2 * unit),
                                    disk.read(unit, unit)),
                            () -> "not what lies between position and limit was written");
                }
                var expected = disk.read(unit, unit);
                fill(all.clear(), (byte) 0x77);
                device.read(unit, all.position(unit).limit(2 * unit));
                var read = new byte[3 * unit];
                all.clear().get(read);
                for (int i = 0; i < read.length; i++) {
                    boolean inside = i >= unit && i < 2 * unit;
                    byte wanted = inside ? expected[i - unit] : 0x77;
                    int at = i;
                    Rule.READ_FILLS.require(
                            read[i] == wanted,
                            () -> "byte %d of the buffer is wrong".formatted(at));
                }
            }
        }
    }

    private static void fill(ByteBuffer buffer, byte value) {
        while (buffer.hasRemaining()) {
            buffer.put(value);
        }
        buffer.clear();
    }

    /** What a read-only disk is asked to write is refused, and changes nothing. */
    @Test
    default void aReadOnlyDiskIsNotWritten() throws Exception {
        try (var bench = new Bench(this)) {
            var fresh = bench.fresh();
            if (bench.keeps()) {
                try (var disk = bench.open(fresh)) {
                    disk.write(1000, Pattern.of(100_000, 9), RequestFlags.NONE);
                }
            }
            if (bench.is(Trait.VOLATILE)) {
                return; // it keeps nothing to compare with
            }
            int steps = fresh.medium().steps();
            var before = fresh.medium().bytes();
            byte[] read;
            try (var disk = bench.open(fresh, java.util.Map.of("read-only", true))) {
                read = disk.readAll();
                refused(disk);
                Rule.READ_ONLY.require(
                        Arrays.equals(read, disk.readAll()), () -> "a refused write had an effect");
            }
            Rule.READ_ONLY.require(
                    fresh.medium().steps() == steps
                            || Arrays.equals(before, fresh.medium().bytes()),
                    () -> "the file below was written");
        }
    }

    private static void refused(OpenDisk disk) throws Exception {
        try {
            disk.write(0, new byte[512], RequestFlags.NONE);
        } catch (BlockException e) {
            return;
        }
        throw Rule.READ_ONLY.broken("a write succeeded");
    }
}
