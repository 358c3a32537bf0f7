package org.blockyard.format.kit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.driver.tck.RecordingChild;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * If the power fails, whatever of what was not flushed has reached the disk: what was flushed is
 * there, and no block shows what was never written to it.
 */
class CrashTest {
    private static final int SECTOR = 512;
    private static final int SECTORS = 256;
    private static final int LENGTH = SECTORS * SECTOR;

    /** A sector holds its own number and a version in all its bytes; 0 is what it was at first. */
    private final List<List<Integer>> written = new ArrayList<>();

    private final int[] flushed = new int[SECTORS];
    private final Random random = new Random(7);

    private record Moment(int event, int[] flushed, List<Integer> versions) {}

    @ParameterizedTest
    @CsvSource({"1024, false", "4096, false", "8192, true", "65536, false"})
    void everyCutLeavesWhatWasFlushed(int blockSize, boolean prefixed) throws IOException {
        for (int sector = 0; sector < SECTORS; sector++) {
            written.add(new ArrayList<>(List.of(0)));
        }
        // what lies behind the tables is old garbage, so that a block which was not filled shows it
        var start = new byte[ToyMap.image(LENGTH, blockSize).length + LENGTH];
        java.util.Arrays.fill(
                start, ToyMap.image(LENGTH, blockSize).length, start.length, (byte) 0xEE);
        var file = new RecordingChild(start);
        var disk = new ToyDisk(new ToyMap(new ImageFile(file), LENGTH, blockSize, prefixed));
        var moments = new ArrayList<Moment>();
        for (int step = 1; step <= 120; step++) {
            request(disk, step);
            if (step % 9 == 0) {
                disk.flush();
                for (int sector = 0; sector < SECTORS; sector++) {
                    flushed[sector] = written.get(sector).size() - 1;
                }
            }
            moments.add(
                    new Moment(
                            file.now(),
                            flushed.clone(),
                            written.stream().map(List::size).toList()));
        }
        int cut = 0;
        for (int event = 0; event <= file.now(); event++) {
            while (cut + 1 < moments.size() && moments.get(cut + 1).event() <= event) {
                cut++;
            }
            var moment = moments.get(cut);
            var known = moment.event() <= event ? moment.flushed() : new int[SECTORS];
            check(file.crashedAt(event, random), blockSize, prefixed, known);
        }
    }

    private void request(ToyDisk disk, int step) throws IOException {
        int first = random.nextInt(SECTORS);
        int count = Math.min(SECTORS - first, 1 + random.nextInt(random.nextInt(40) + 1));
        if (random.nextInt(6) == 0) {
            disk.discard((long) first * SECTOR, (long) count * SECTOR);
            // a hint: either may be there from now on
            for (int sector = first; sector < first + count; sector++) {
                written.get(sector).add(0);
            }
            disk.writeZeroes((long) first * SECTOR, (long) count * SECTOR, RequestFlags.MAY_UNMAP);
            return;
        }
        var bytes = ByteBuffer.allocate(count * SECTOR);
        for (int sector = first; sector < first + count; sector++) {
            for (int i = 0; i < SECTOR / 4; i++) {
                bytes.putInt(sector << 16 | step);
            }
            written.get(sector).add(step);
        }
        if (!random.nextBoolean()
                || !disk.tryWrite((long) first * SECTOR, bytes.flip(), RequestFlags.NONE)) {
            disk.write((long) first * SECTOR, bytes.rewind(), RequestFlags.NONE);
        }
    }

    private void check(byte[] content, int blockSize, boolean prefixed, int[] known)
            throws IOException {
        var disk =
                new ToyDisk(
                        new ToyMap(
                                new ImageFile(MemoryChild.of(content)),
                                LENGTH,
                                blockSize,
                                prefixed));
        var all = ByteBuffer.wrap(disk.all());
        for (int sector = 0; sector < SECTORS; sector++) {
            int found = all.getInt(sector * SECTOR);
            for (int i = 4; i < SECTOR; i += 4) {
                int place = sector;
                assertTrue(
                        all.getInt(sector * SECTOR + i) == found,
                        () -> "sector " + place + " is torn");
            }
            int place = sector;
            int version = found & 0xFFFF;
            assertTrue(
                    found == 0 || found >>> 16 == sector,
                    () -> "sector " + place + " shows " + Integer.toHexString(found));
            var versions = written.get(sector);
            int at = versions.lastIndexOf(version);
            assertTrue(
                    at >= known[sector],
                    () ->
                            "sector "
                                    + place
                                    + " is back at "
                                    + version
                                    + " of "
                                    + versions
                                    + ", flushed was "
                                    + known[place]);
        }
    }
}
