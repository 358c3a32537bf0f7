package org.blockyard.driver.tck;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.Progress;
import org.blockyard.driver.tck.internal.MediumDriver;
import org.blockyard.driver.tck.internal.OpenDisk;
import org.blockyard.driver.tck.internal.Rule;
import org.blockyard.driver.tck.internal.Surroundings;
import org.blockyard.io.RequestFlags;

/**
 * Changes the length of a format's disk, and cuts the power after each step of it: whatever is left
 * can be opened, has one of the two lengths and all data that both have, and can be changed again.
 * For drivers whose image is in one file. One thread.
 */
public final class ResizePowerCut implements AutoCloseable {
    private static final int PIECE = 1 << 16;

    /** Pieces of which one is written. */
    private static final int SPARSE = 3;

    /** What is looked at of new bytes. */
    private static final int MOST_NEW = 4 << 20;

    /** Cuts after each step; each leaves something else. */
    private static final int WAYS = 2;

    private final Map<String, Object> creation;
    private final Random chance = new Random(5);
    private final Surroundings surroundings;
    private int nodes;

    /**
     * Such a disk.
     *
     * @param creation the options of its creation but its driver, file and size
     */
    public ResizePowerCut(Class<? extends BlockDriver<?>> driver, Map<String, Object> creation)
            throws IOException {
        this.creation = creation;
        this.surroundings = Surroundings.of(driver);
    }

    /** Fails if one of the two lengths, or data, can be lost between them. */
    public void require(long before, long after) throws IOException {
        var medium = disk(before);
        int start = medium.steps();
        byte[] kept;
        try (var disk = open(medium)) {
            kept = disk.read(0, (int) Math.min(before, after));
            disk.resize(after);
            requireNew(disk, kept.length);
        }
        for (int step = start; step <= medium.steps(); step++) {
            for (int way = 0; way < WAYS; way++) {
                var left = medium.afterPowerCut(step, chance);
                surroundings.media().add(left);
                requireIntact(left, before, after, kept);
            }
        }
    }

    private void requireIntact(Medium left, long before, long after, byte[] kept)
            throws IOException {
        try (var disk = open(left)) {
            long length = disk.lane().length();
            Rule.RESIZE.require(
                    length == before || length == after, () -> "it has " + length + " bytes");
            requireKept(disk, kept);
            if (length > before) {
                requireNew(disk, before);
            }
            disk.resize(after);
            disk.resize(Math.max(before, after));
            requireNew(disk, kept.length);
            disk.resize(after);
            disk.write(after - PIECE, new byte[PIECE], RequestFlags.NONE);
        }
        var now = kept.clone();
        Arrays.fill(now, Math.clamp(after - PIECE, 0, now.length), now.length, (byte) 0);
        try (var disk = open(left)) {
            Rule.RESIZE.require(
                    disk.lane().length() == after, () -> "it has " + disk.lane().length());
            requireKept(disk, now);
        }
    }

    private static void requireKept(OpenDisk disk, byte[] kept) throws IOException {
        int other = Arrays.mismatch(kept, disk.read(0, kept.length));
        Rule.RESIZE.require(other < 0, () -> "byte " + other + " is another");
    }

    private static void requireNew(OpenDisk disk, long from) throws IOException {
        int size = (int) Math.min(MOST_NEW, disk.lane().length() - from);
        int other = Arrays.mismatch(new byte[size], disk.read(from, size));
        Rule.RESIZE.require(other < 0, () -> "byte " + (from + other) + " is not zero");
    }

    private static Map<String, Object> file(Medium medium) {
        return Map.of("driver", MediumDriver.NAME, "medium", medium.id());
    }

    private OpenDisk open(Medium on) throws IOException {
        return surroundings.open(
                Map.of(
                        "driver",
                        surroundings.driverName(),
                        "node-name",
                        "disk" + nodes++,
                        "file",
                        file(on)));
    }

    private Medium disk(long length) throws IOException {
        var medium = new Medium();
        surroundings.media().add(medium);
        var options = new HashMap<>(creation);
        options.put("driver", surroundings.driverName());
        options.put("file", file(medium));
        options.put("size", length);
        surroundings.platform().graph().create(options, Progress.NONE);
        try (var disk = open(medium)) {
            for (long at = 0; at < length; at += SPARSE * PIECE) {
                int size = (int) Math.min(PIECE, length - at);
                disk.write(at, Pattern.of(size, (int) (at / PIECE)), RequestFlags.NONE);
            }
        }
        return medium;
    }

    @Override
    public void close() {
        surroundings.close();
    }
}
