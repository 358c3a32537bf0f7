package org.blockyard.driver.tck;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.driver.tck.internal.OpenDisk;
import org.blockyard.driver.tck.internal.Rule;
import org.blockyard.io.RequestFlags;

/** One request by chance, done to a disk and to its model. */
final class RandomRequest {
    private RandomRequest() {}

    static void any(OpenDisk disk, Model model, Chance chance) throws IOException {
        int offset = chance.offset(model.length());
        int length = chance.length(model.length() - offset);
        switch (chance.random().nextInt(10)) {
            case 0, 1, 2, 3 -> write(disk, model, offset, chance.bytes(length), chance);
            case 4 -> zeroes(disk, model, offset, length, chance);
            case 5 -> {
                disk.lane().discard(offset, length);
                model.forget(offset, length);
            }
            case 6 -> disk.lane().flush();
            default -> read(disk, model, chance);
        }
    }

    private static void write(OpenDisk disk, Model model, int offset, byte[] data, Chance chance)
            throws IOException {
        var source = ByteBuffer.wrap(data.clone());
        boolean done =
                chance.random().nextBoolean()
                        && disk.lane().tryWrite(offset, source, RequestFlags.NONE);
        if (!done) {
            var flags = chance.random().nextInt(4) == 0 ? RequestFlags.FUA : RequestFlags.NONE;
            disk.lane().write(offset, source, flags);
        }
        Rule.WRITE_KEEPS_SOURCE.require(
                java.util.Arrays.equals(data, source.array()),
                () -> "a write of %d bytes changed its source".formatted(data.length));
        model.write(offset, data);
    }

    private static void zeroes(OpenDisk disk, Model model, int offset, int length, Chance chance)
            throws IOException {
        var flags = chance.random().nextBoolean() ? RequestFlags.MAY_UNMAP : RequestFlags.NONE;
        if (chance.random().nextInt(3) == 0) {
            flags = flags.with(RequestFlags.NO_FALLBACK);
        }
        if (disk.lane().writeZeroes(offset, length, flags)) {
            model.zero(offset, length);
            model.require(
                    Rule.ZEROES,
                    offset,
                    disk.read(offset, length),
                    "after a zero write (" + flags + ")");
        } else {
            model.require(
                    Rule.ZEROES_OR_NOTHING,
                    offset,
                    disk.read(offset, length),
                    "after a zero write that was not done");
        }
    }

    static void read(OpenDisk disk, Model model, Chance chance) throws IOException {
        int offset = chance.offset(model.length());
        int length = chance.length(model.length() - offset);
        var target = ByteBuffer.allocate(length);
        if (!chance.random().nextBoolean() || !disk.lane().tryRead(offset, target)) {
            disk.lane().read(offset, target);
        }
        model.require(
                Rule.READ_FILLS, offset, target.array(), "reading %d bytes".formatted(length));
    }
}
