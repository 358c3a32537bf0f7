package org.blockyard.driver.tck;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockyard.driver.tck.internal.OpenDisk;
import org.blockyard.driver.tck.internal.Rule;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;

/** What is copied without passing through the process, against what is read and written. */
interface CopyChecks extends DriverFixture {
    /** Where bytes are said to lie they lie. */
    @Test
    default void aLentPlaceHoldsWhatIsRead() throws Exception {
        try (var bench = new Bench(this)) {
            var fresh = bench.fresh();
            var model = new Model(fresh.content(), bench.is(Trait.KEEPS_NOTHING));
            var chance = new Chance();
            try (var disk = bench.open(fresh)) {
                for (int i = 0; i < Chance.rounds(100); i++) {
                    if (!bench.is(Trait.READ_ONLY)) {
                        RandomRequest.any(disk, model, chance);
                    }
                    int at = chance.offset(model.length());
                    requirePlace(disk, fresh, at, chance.length(model.length() - at));
                }
            }
        }
    }

    private static void requirePlace(OpenDisk disk, TestDisk fresh, int at, int length)
            throws Exception {
        requirePlace(disk, fresh, at, length, disk.lane().lendPlace(at, length));
        requirePlace(disk, fresh, at, length, disk.lane().tryLendPlace(at, length));
    }

    private static void requirePlace(
            OpenDisk disk, TestDisk fresh, int at, int length, Optional<LentPlace> lent)
            throws Exception {
        if (lent.isEmpty()) {
            return;
        }
        byte[] there;
        try (var lease = lent.get()) {
            there = content(fresh, lease.place());
        }
        Rule.LEND_PLACE.require(
                there.length <= length && Arrays.equals(there, disk.read(at, there.length)),
                () -> "of %d bytes at %d it lent other ones".formatted(length, at));
    }

    private static Optional<Medium> mediumOf(TestDisk fresh, FilePlace place) {
        return Stream.concat(Stream.of(fresh.medium()), fresh.below().stream())
                .filter(medium -> place.descriptor() == medium.descriptor())
                .findFirst();
    }

    private static byte[] content(TestDisk fresh, FilePlace place) throws IOException {
        var bytes = new byte[Math.toIntExact(place.length())];
        var medium = mediumOf(fresh, place);
        if (medium.isPresent()) {
            medium.get().read(place.offset(), bytes);
            return bytes;
        }
        var file = Path.of("/proc/self/fd/" + place.descriptor());
        if (!Files.exists(file)) {
            throw Rule.LEND_PLACE.broken(place + " is in no open file");
        }
        try (var channel = FileChannel.open(file)) {
            var target = ByteBuffer.wrap(bytes);
            while (target.hasRemaining()
                    && channel.read(target, place.offset() + target.position()) > 0) {
                // until all is there
            }
            Rule.LEND_PLACE.require(
                    !target.hasRemaining(), () -> place + " is beyond the end of the file");
        }
        return bytes;
    }

    /** A copy from one place of a disk to another has the effect of a read and a write. */
    @Test
    default void aCopyHasTheEffectOfAReadAndAWrite() throws Exception {
        try (var bench = new Bench(this)) {
            if (bench.is(Trait.READ_ONLY)) {
                return;
            }
            var fresh = bench.fresh();
            var model = new Model(fresh.content(), bench.is(Trait.KEEPS_NOTHING));
            var chance = new Chance();
            try (var disk = bench.open(fresh)) {
                for (int i = 0; i < Chance.rounds(200); i++) {
                    RandomRequest.any(disk, model, chance);
                    copy(disk, model, chance);
                }
                model.require(Rule.COPY_FROM, 0, disk.readAll(), "after copies");
                disk.requireConsistent();
            }
        }
    }

    /** Whole grains of a power of two, so that formats have clusters to copy. */
    private static void copy(OpenDisk disk, Model model, Chance chance) throws IOException {
        int grain = 1 << (9 + chance.random().nextInt(9));
        int grains = model.length() / grain;
        if (grains < 2) {
            return;
        }
        int first = chance.random().nextInt(grains - 1);
        int second = first + 1 + chance.random().nextInt(grains - first - 1);
        int length = Math.min(second - first, grains - second) * grain;
        boolean up = chance.random().nextBoolean();
        int from = (up ? first : second) * grain;
        int to = (up ? second : first) * grain;
        var bytes = disk.read(from, length);
        long copied = disk.lane().copyFrom(disk.lane(), from, to, length, RequestFlags.NONE);
        Rule.COPY_FROM.require(
                copied >= 0 && copied <= length,
                () -> "of %d bytes it copied %d".formatted(length, copied));
        if (copied < length) {
            // what was not copied may be anything
            disk.write(to, bytes, RequestFlags.NONE);
        }
        model.write(to, bytes);
        model.require(Rule.COPY_FROM, to, disk.read(to, length), "after a copy");
    }
}
