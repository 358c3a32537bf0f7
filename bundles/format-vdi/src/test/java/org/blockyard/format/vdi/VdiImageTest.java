package org.blockyard.format.vdi;

import static org.blockyard.format.vdi.SmallImage.BLOCK;
import static org.blockyard.format.vdi.SmallImage.FREE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.driver.tck.RecordingChild;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;

/** Images of all kinds, good and bad. */
class VdiImageTest {
    private static final int MARKED_ZERO = -2;

    private final Random random = new Random(11);

    private static byte[] filled(int... values) {
        var bytes = new byte[values.length * BLOCK];
        for (int i = 0; i < values.length; i++) {
            Arrays.fill(bytes, i * BLOCK, (i + 1) * BLOCK, (byte) values[i]);
        }
        return bytes;
    }

    @Test
    void blocksAreWhereTheTableSays() throws IOException {
        var disk =
                SmallImage.open(
                        MemoryChild.of(SmallImage.of(5 * BLOCK, 2, FREE, 0, MARKED_ZERO, 1)));
        assertArrayEquals(filled(3, 0, 1, 0, 2), SmallImage.read(disk));
        assertEquals(Extent.Kind.DATA, disk.status(0, 5 * BLOCK).kind());
        assertEquals(Extent.zero(BLOCK), disk.status(BLOCK, 4 * BLOCK));
    }

    @Test
    void parentShowsWhereNothingWasWritten() throws IOException {
        var image = SmallImage.withParent(SmallImage.of(4 * BLOCK, 0, FREE, MARKED_ZERO, FREE));
        var child = MemoryChild.of(image);
        var parent = MemoryChild.of(filled(9, 8, 7));
        var disk = SmallImage.open(child, Optional.of(parent));
        assertArrayEquals(filled(1, 8, 0, 0), SmallImage.read(disk));
        disk.writeZeroes(BLOCK, BLOCK, RequestFlags.MAY_UNMAP);
        disk.write(3 * BLOCK, ByteBuffer.wrap(filled(5)), RequestFlags.NONE);
        disk.close();
        var again = SmallImage.open(MemoryChild.of(child.content()), Optional.of(parent));
        assertArrayEquals(filled(1, 0, 0, 5), SmallImage.read(again));
        assertEquals(MARKED_ZERO, SmallImage.number(child.content(), SmallImage.TABLE + 4));
    }

    @Test
    void headersThatCanNotBeAreRefused() throws IOException {
        var good = SmallImage.of(4 * BLOCK, FREE, FREE, FREE, FREE);
        var fields =
                new int[][] {
                    {0x40, 0},
                    {0x44, 0x10002},
                    {0x154, 100},
                    {0x154, 0},
                    {0x158, 513},
                    {0x158, 512},
                    {0x158, 1 << 30},
                    {0x168, 4096},
                    {0x170, 5 * BLOCK},
                    {0x174, 1},
                    {0x174, -1},
                    {0x178, 0},
                    {0x178, 100},
                    {0x178, 1 << 30},
                    {0x17C, 512},
                    {0x180, 3},
                    {0x180, -1}
                };
        for (var field : fields) {
            var image = SmallImage.number(good.clone(), field[0], field[1]);
            var failure =
                    assertThrows(
                            BlockException.class,
                            () -> SmallImage.open(MemoryChild.of(image)),
                            () -> Arrays.toString(field));
            assertTrue(
                    failure.kind() == ErrorKind.INVALID_FORMAT
                            || failure.kind() == ErrorKind.UNSUPPORTED);
        }
    }

    @Test
    void blocksBeyondAllPlacesAreCorrupt() throws IOException {
        var disk =
                SmallImage.open(
                        MemoryChild.of(
                                SmallImage.number(
                                        SmallImage.of(2 * BLOCK, 0, 1), SmallImage.TABLE, 77)));
        var failure =
                assertThrows(BlockException.class, () -> disk.read(0, ByteBuffer.allocate(1)));
        assertEquals(ErrorKind.CORRUPT, failure.kind());
        disk.read(BLOCK, ByteBuffer.allocate(1));
    }

    @Test
    void nextBlockGoesBehindTheLastEvenIfTheHeaderCountsFewer() throws IOException {
        var child = MemoryChild.of(SmallImage.counting(SmallImage.of(3 * BLOCK, 1, 0, FREE), 0));
        var disk = SmallImage.open(child);
        SmallImage.write(disk, 2 * BLOCK, BLOCK, random);
        disk.close();
        assertEquals(2, SmallImage.number(child.content(), SmallImage.TABLE + 8));
        assertEquals(3, SmallImage.counted(child.content()));
    }

    @Test
    void holesAreFilledFirst() throws IOException {
        var child = MemoryChild.of(SmallImage.of(4 * BLOCK, 2, 0, FREE, FREE));
        var disk = SmallImage.open(child);
        disk.write(2 * BLOCK + 100, ByteBuffer.wrap(new byte[] {1}), RequestFlags.NONE);
        disk.close();
        assertEquals(1, SmallImage.number(child.content(), SmallImage.TABLE + 8));
        var expected = filled(3, 1, 0, 0);
        expected[2 * BLOCK + 100] = 1;
        assertArrayEquals(expected, SmallImage.read(SmallImage.open(child)));
    }

    private static CheckResult check(MemoryChild child, Repair repair, List<String> findings)
            throws IOException {
        var disk = SmallImage.open(child);
        var result = disk.check(repair, findings::add, Progress.NONE);
        disk.close();
        return result;
    }

    @Test
    void checkFindsAndRepairsWhatIsWrong() throws IOException {
        // a block nowhere, two at one place, a hole, and a count that is too low
        var image = SmallImage.of(6 * BLOCK, 0, 3, 3, 1, FREE, 4);
        SmallImage.number(image, SmallImage.TABLE + 16, 1000);
        var child = MemoryChild.of(SmallImage.counting(image, 2));
        var findings = new ArrayList<String>();
        var found = check(child, Repair.NONE, findings);
        assertEquals(3, found.corruptions(), findings::toString);
        assertEquals(1, found.leaks(), findings::toString);
        check(child, Repair.ALL, findings);
        var left = check(child, Repair.NONE, findings);
        assertEquals(0, left.corruptions() + left.leaks(), findings::toString);
        assertArrayEquals(filled(1, 4, 4, 2, 0, 5), SmallImage.read(SmallImage.open(child)));
        assertEquals(5, SmallImage.counted(child.content()));
    }

    @Test
    void lostSpaceIsGivenBack() throws IOException {
        var child = MemoryChild.of(SmallImage.counting(SmallImage.of(4 * BLOCK, 5, FREE, 2, 0), 6));
        int before = child.content().length;
        var result = check(child, Repair.LEAKS, new ArrayList<>());
        assertEquals(3, result.leaksFixed());
        assertEquals(before - 3 * BLOCK, child.content().length);
        assertArrayEquals(filled(6, 0, 3, 1), SmallImage.read(SmallImage.open(child)));
    }

    @Test
    void emptiedDiskShowsItsParent() throws IOException {
        var child = MemoryChild.of(SmallImage.withParent(SmallImage.of(2 * BLOCK, 1, 0)));
        var parent = MemoryChild.of(filled(9, 8));
        var disk = SmallImage.open(child, Optional.of(parent));
        disk.makeEmpty();
        assertArrayEquals(filled(9, 8), SmallImage.read(disk));
        SmallImage.write(disk, BLOCK, 10, random);
        disk.close();
        assertEquals(1, SmallImage.counted(child.content()));
    }

    /** Whatever is left when the power fails while the length changes: the data are there. */
    @Test
    void lengthCanBeChangedWithoutRisk() throws IOException {
        int[] entries = new int[120];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = i % 3 == 0 ? FREE : (i * 77 + 1) % 120;
        }
        for (long length : new long[] {130 * BLOCK, 2000L * BLOCK, 60 * BLOCK + 512}) {
            var image = SmallImage.of(119 * BLOCK + 1024, entries);
            var expected = SmallImage.read(SmallImage.open(MemoryChild.of(image)));
            var child = new RecordingChild(image);
            var disk = SmallImage.open(child);
            disk.resize(length, Preallocation.OFF, false);
            disk.close();
            for (int event = 0; event <= child.now(); event++) {
                var left = SmallImage.open(MemoryChild.of(child.crashedAt(event, random)));
                assertTrue(left.length() == expected.length || left.length() == length);
                assertBegins(expected, left, event < child.now() || length > expected.length);
            }
            assertEquals(length, SmallImage.open(child).length());
            var result = check(child, Repair.NONE, new ArrayList<>());
            assertEquals(0, result.corruptions() + (length > expected.length ? 0 : result.leaks()));
        }
    }

    @Test
    void tableThatIsLongerThanItsDiskCanGrow() throws IOException {
        var image = SmallImage.of(2 * BLOCK, 0, 1, FREE, FREE, FREE);
        try (var disk = SmallImage.open(MemoryChild.of(image))) {
            disk.resize(3 * BLOCK, Preallocation.OFF, false);
            assertArrayEquals(filled(1, 2, 0), SmallImage.read(disk));
        }
    }

    private static void assertBegins(byte[] expected, VdiDevice disk, boolean whole)
            throws IOException {
        int kept = (int) Math.min(Math.min(expected.length, disk.length()), 60 * BLOCK);
        if (disk.length() > expected.length && whole) {
            kept = expected.length;
        }
        var bytes = ByteBuffer.allocate(kept);
        disk.read(0, bytes);
        assertArrayEquals(Arrays.copyOf(expected, kept), bytes.array());
        if (disk.length() > expected.length) {
            var grown = ByteBuffer.allocate((int) disk.length() - expected.length);
            disk.read(expected.length, grown);
            assertArrayEquals(new byte[grown.limit()], grown.array());
        }
    }

    /** Zero blocks and holes go, and whatever is left when the power fails reads the same. */
    @Test
    void imageIsCompactedWithoutRisk() throws IOException {
        int[] entries = new int[60];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = i % 4 == 0 ? FREE : (i * 7 + 5) % 60;
        }
        var image = SmallImage.of(60 * BLOCK, entries);
        int dataAt = SmallImage.TABLE + 512;
        for (int block = 0; block < 60; block += 5) {
            Arrays.fill(image, dataAt + block * BLOCK, dataAt + (block + 1) * BLOCK, (byte) 0);
        }
        var expected = SmallImage.read(SmallImage.open(MemoryChild.of(image)));
        var child = new RecordingChild(image);
        var disk = SmallImage.open(child);
        disk.compact(Progress.NONE);
        assertArrayEquals(expected, SmallImage.read(disk));
        SmallImage.write(disk, 0, 1, random);
        disk.close();
        for (int event = 0; event <= child.now(); event++) {
            var left = SmallImage.open(MemoryChild.of(child.crashedAt(event, random)));
            var found = SmallImage.read(left);
            found[0] = expected[0];
            assertArrayEquals(expected, found);
        }
        int data = 0;
        for (int block = 1; block < 60; block++) {
            data += expected[block * BLOCK] == 0 ? 0 : 1;
        }
        assertEquals(dataAt + (data + 1) * BLOCK, child.content().length);
        assertEquals(0, check(child, Repair.NONE, new ArrayList<>()).leaks());
    }

    /** As other programs count: all blocks that the table names, and no others. */
    @Test
    void headerAndTableAgreeWheneverTheProcessIsKilled() throws IOException {
        var entries = new int[300];
        Arrays.fill(entries, FREE);
        var child = new RecordingChild(SmallImage.of(300 * BLOCK, entries));
        var disk = SmallImage.open(child);
        for (int request = 0; request < 60; request++) {
            SmallImage.write(disk, random.nextInt(298) * BLOCK + 100, 2 * BLOCK, random);
            if (request % 4 == 0) {
                disk.flush();
            }
        }
        disk.close();
        for (int event = 0; event <= child.now(); event++) {
            var left = child.killedAt(event);
            int used = 0;
            for (int block = 0; block < entries.length; block++) {
                used += SmallImage.number(left, SmallImage.TABLE + 4 * block) == FREE ? 0 : 1;
            }
            assertEquals(used, SmallImage.counted(left), "after event " + event);
            var result = check(MemoryChild.of(left), Repair.NONE, new ArrayList<>());
            assertEquals(0, result.corruptions() + result.leaks());
        }
    }

    @Test
    void onlyImagesAreRecognised() throws IOException {
        var prefix = ByteBuffer.wrap(SmallImage.of(BLOCK, FREE)).limit(512);
        assertEquals(100, new VdiDriver().probe(prefix, Optional.empty()));
        assertEquals(0, new VdiDriver().probe(ByteBuffer.allocate(512), Optional.empty()));
        assertEquals(0, new VdiDriver().probe(ByteBuffer.allocate(3), Optional.empty()));
        assertFalse(VdiHeader.isVdi(prefix.slice().limit(511)));
    }
}
