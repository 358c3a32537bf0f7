package org.blockyard.driver.tck;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.driver.tck.internal.OpenDisk;
import org.blockyard.driver.tck.internal.Rule;
import org.blockyard.io.SendableRead;
import org.junit.jupiter.api.Test;

/** What the operating system sends from where it lies. */
interface SendChecks extends DriverFixture {
    /** Whatever happens to the disk, a range that was lent to be sent is never another one. */
    @Test
    default void whatIsSentIsTheRangeWheneverItIsSent() throws Exception {
        try (var bench = new Bench(this)) {
            var fresh = bench.fresh();
            var model = new Model(fresh.content(), bench.is(Trait.KEEPS_NOTHING));
            var chance = new Chance();
            try (var disk = bench.open(fresh)) {
                for (int i = 0; i < Chance.rounds(40); i++) {
                    int at = chance.offset(model.length());
                    int length = chance.length(model.length() - at);
                    var lent = disk.lane().trySendable(at, length);
                    if (lent.isPresent()) {
                        sendLate(bench, disk, model, chance, at, lent.get());
                    } else if (!bench.is(Trait.READ_ONLY)) {
                        RandomRequest.any(disk, model, chance);
                    }
                }
            }
        }
    }

    private static void sendLate(
            Bench bench, OpenDisk disk, Model model, Chance chance, int at, SendableRead lent)
            throws IOException {
        var held = new ArrayList<byte[]>();
        var arrived = new ByteArrayOutputStream();
        int length = lent.length();
        try (lent) {
            held.add(disk.read(at, length));
            for (int i = 0; i < 8 && !bench.is(Trait.READ_ONLY); i++) {
                RandomRequest.any(disk, model, chance);
                held.add(disk.read(at, length));
            }
            try (var channel = Channels.newChannel(arrived)) {
                while (arrived.size() < length) {
                    lent.send(arrived.size(), channel);
                }
            }
        }
        requireOneOf(held, arrived.toByteArray(), at);
    }

    private static void requireOneOf(List<byte[]> held, byte[] arrived, int at) {
        for (int i = 0; i < arrived.length; i++) {
            int place = i;
            Rule.TRY_SENDABLE.require(
                    held.stream().anyMatch(was -> was[place] == arrived[place]),
                    () -> "the byte at %d was never what arrived".formatted(at + place));
        }
    }
}
