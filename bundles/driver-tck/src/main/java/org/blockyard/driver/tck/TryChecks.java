package org.blockyard.driver.tck;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.blockyard.driver.tck.internal.OpenDisk;
import org.blockyard.driver.tck.internal.Rule;
import org.blockyard.io.RequestFlags;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is done at once or not at all. */
interface TryChecks extends DriverFixture {
    /** A try that says yes has read or written all; one that says no has done nothing. */
    @Test
    default void triesDoAllOrNothing() throws Exception {
        try (var bench = new Bench(this);
                var disk = bench.open()) {
            var chance = new Chance();
            int unit = Math.max(512, disk.device().limits().requestAlignment());
            int units = (int) disk.lane().length() / unit;
            try (var lent = bench.platform().buffers().lend(8 * unit)) {
                for (int i = 0; i < Chance.rounds(100); i++) {
                    int at = chance.random().nextInt(units - 8) * unit;
                    int length = (1 + chance.random().nextInt(8)) * unit;
                    if (!bench.is(Trait.READ_ONLY)) {
                        tryWrite(bench, disk, at, chance.bytes(length), lent.bytes());
                    }
                    tryRead(disk, at, length, lent.bytes());
                }
            }
            disk.requireConsistent();
        }
    }

    private static void tryWrite(
            Bench bench, OpenDisk disk, int at, byte[] data, java.nio.ByteBuffer buffer)
            throws Exception {
        var before = disk.read(at, data.length);
        buffer.clear().put(data).flip();
        boolean done = disk.device().tryWrite(at, buffer, RequestFlags.NONE);
        var rule = done ? Rule.WRITE_TAKES : Rule.TRY_WRITE;
        rule.require(
                buffer.position() == (done ? data.length : 0),
                () -> "tryWrite said %s and left %s".formatted(done, buffer));
        var wanted = done && !bench.is(Trait.KEEPS_NOTHING) ? data : before;
        rule.require(
                Arrays.equals(wanted, disk.read(at, data.length)),
                () -> "tryWrite said %s, and the disk does not read so".formatted(done));
    }

    private static void tryRead(OpenDisk disk, int at, int length, java.nio.ByteBuffer buffer)
            throws Exception {
        buffer.clear().limit(length);
        boolean done = disk.device().tryRead(at, buffer);
        var rule = done ? Rule.READ_FILLS : Rule.TRY_READ;
        rule.require(
                buffer.position() == (done ? length : 0),
                () -> "tryRead said %s and left %s".formatted(done, buffer));
        if (done) {
            var read = new byte[length];
            buffer.flip().get(read);
            rule.require(
                    Arrays.equals(disk.read(at, length), read),
                    () -> "tryRead gave other bytes than read");
        }
        disk.device()
                .tryMap(at, length)
                .ifPresent(
                        mapped -> {
                            try (mapped) {
                                Rule.READ_FILLS.require(
                                        mapped.bytes().remaining() == length,
                                        () -> "tryMap lent " + mapped.bytes());
                            }
                        });
        disk.device()
                .tryMapSome(at, length)
                .ifPresent(
                        mapped -> {
                            try (mapped) {
                                int lent = mapped.bytes().remaining();
                                Rule.TRY_MAP_SOME.require(
                                        lent >= 1 && lent <= length,
                                        () -> "of %d bytes it lent %d".formatted(length, lent));
                            }
                        });
    }

    /** While the disk below makes everyone wait, a try does not. */
    @Test
    default void triesNeverWait() throws Exception {
        try (var bench = new Bench(this)) {
            var fresh = bench.fresh();
            if (fresh.medium().length() == 0) {
                return; // it has no medium that could make it wait
            }
            try (var disk = bench.open(fresh)) {
                int unit = Math.max(4096, disk.device().limits().requestAlignment());
                fresh.medium().stalled(true);
                try (var lent = bench.platform().buffers().lend(unit)) {
                    atOnce("tryRead", () -> disk.device().tryRead(0, lent.bytes()));
                    lent.bytes().clear();
                    if (!bench.is(Trait.READ_ONLY)) {
                        atOnce(
                                "tryWrite",
                                () ->
                                        disk.device()
                                                .tryWrite(unit, lent.bytes(), RequestFlags.NONE));
                    }
                    atOnce("tryMap", () -> disk.device().tryMap(0, unit).isPresent());
                    atOnce("tryMapSome", () -> disk.device().tryMapSome(0, unit).isPresent());
                    atOnce("trySendable", () -> disk.device().trySendable(0, unit).isPresent());
                    atOnce("tryStatus", () -> disk.device().tryStatus(0, unit).isPresent());
                } finally {
                    fresh.medium().stalled(false);
                }
            }
        }
    }

    /** What must not wait. */
    interface Try {
        /** Does it, or not. */
        boolean done() throws Exception;
    }

    private static void atOnce(String what, Try attempt) throws Exception {
        var failure = new AtomicReference<@Nullable Exception>();
        var thread =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    try {
                                        attempt.done();
                                    } catch (Exception e) {
                                        failure.set(e);
                                    }
                                });
        boolean ended = thread.join(java.time.Duration.ofNanos(TimeUnit.SECONDS.toNanos(5)));
        Rule.TRY_AT_ONCE.require(ended, () -> what + " waited for the disk below");
        var thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
    }
}
