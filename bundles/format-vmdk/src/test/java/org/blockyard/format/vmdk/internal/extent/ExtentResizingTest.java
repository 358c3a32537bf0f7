package org.blockyard.format.vmdk.internal.extent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Child;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.tck.HeapBuffers;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.driver.tck.RecordingChild;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.CheckReport;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Extents become longer and shorter, and whatever interrupts that, they are whole. */
class ExtentResizingTest {
    private static final int GRAIN = NewExtent.GRAIN_BYTES;

    /** What one grain table reaches. */
    private static final long TABLE = 512L * GRAIN;

    /** Not a whole number of grains. */
    private static final long LENGTH = TABLE + 3 * GRAIN + 1024;

    private static final BufferPool BUFFERS = new HeapBuffers();

    private final Random random = new Random(5);

    private static byte[] image() throws IOException {
        var file = new MemoryChild();
        new NewExtent(LENGTH, false, false).write(file);
        var disk = open(file, Backing.none());
        for (long at : new long[] {0, TABLE - GRAIN, TABLE + 3 * GRAIN}) {
            write(disk, at);
        }
        disk.close();
        return file.content();
    }

    private static void write(SparsePart disk, long at) throws IOException {
        var bytes = new byte[(int) Math.min(GRAIN, disk.length() - at)];
        Arrays.fill(bytes, (byte) (at / GRAIN + 1));
        disk.write(at, ByteBuffer.wrap(bytes), RequestFlags.NONE);
    }

    private static Part part(Child child, Backing backing) throws IOException {
        var file = new ImageFile(child);
        return Part.ofGrains(
                file, SparseHead.read(file), "", backing, new Part.Mode(BUFFERS, true));
    }

    private static SparsePart open(Child child, Backing backing) throws IOException {
        return (SparsePart) part(child, backing).disk();
    }

    private static byte[] grains(SparsePart disk, long... grains) throws IOException {
        var bytes = ByteBuffer.allocate(grains.length * GRAIN);
        for (long grain : grains) {
            int end = bytes.position() + GRAIN;
            int there = Math.clamp(disk.length() - grain * GRAIN, 0, GRAIN);
            disk.read(grain * GRAIN, bytes.limit(bytes.position() + there));
            bytes.limit(end).position(end);
        }
        return bytes.array();
    }

    /** A power cut may leave second tables that differ from the first. */
    private static void assertWhole(Child child) throws IOException {
        assertEquals(0, check(child).corruptions());
    }

    private static void assertGood(Child child) throws IOException {
        assertEquals(0, check(child).corruptions() + check(child).leaks());
    }

    private static CheckResult check(Child child) throws IOException {
        var report = new CheckReport(finding -> {});
        var part = part(child, Backing.none());
        new ExtentCheck(part.hosted().orElseThrow(), "", Repair.NONE, report).run();
        return report.result();
    }

    /** In the same table, by a table, by more than a directory's sector has room for. */
    @ParameterizedTest
    @CsvSource({"2048", "67108864", "5368709120"})
    void grownExtentHoldsWhatItHeldAndZeroes(long added) throws IOException {
        var child = new RecordingChild(image());
        long[] known = {0, 1, 511, 514, 515};
        var disk = open(child, Backing.none());
        var before = grains(disk, known);
        disk.resize(LENGTH + added, Preallocation.OFF, false);
        assertEquals(LENGTH + added, disk.length());
        assertArrayEquals(before, grains(disk, known));
        int resized = child.now();
        write(disk, disk.length() - GRAIN);
        disk.close();
        var last = new byte[2 * GRAIN];
        disk = open(MemoryChild.of(child.content()), Backing.none());
        disk.read(disk.length() - 2 * GRAIN, ByteBuffer.wrap(last));
        assertEquals(0, added < GRAIN ? 0 : last[GRAIN - 1]);
        assertTrue(last[GRAIN] != 0);
        for (int event = 0; event <= resized; event++) {
            for (var left : List.of(child.killedAt(event), child.crashedAt(event, random))) {
                var extent = open(MemoryChild.of(left), Backing.none());
                assertTrue(extent.length() == LENGTH || extent.length() == LENGTH + added);
                assertArrayEquals(before, grains(extent, known));
                assertGood(MemoryChild.of(left));
            }
        }
    }

    @Test
    void extentThatWasShorterBetweenReadsAsZeroesThere() throws IOException {
        var child = new RecordingChild(image());
        var disk = open(child, Backing.none());
        disk.resize(TABLE - GRAIN + 512, Preallocation.OFF, false);
        disk.resize(LENGTH, Preallocation.OFF, false);
        disk.close();
        var found = grains(open(child, Backing.none()), 0, 511, 512, 515);
        var expected = new byte[4 * GRAIN];
        Arrays.fill(expected, 0, GRAIN, (byte) 1);
        Arrays.fill(expected, GRAIN, GRAIN + 512, (byte) 512);
        assertArrayEquals(expected, found);
        assertGood(child);
        for (int event = 0; event <= child.now(); event++) {
            var left = MemoryChild.of(child.crashedAt(event, random));
            assertEquals(1, grains(open(left, Backing.none()), 0)[7]);
            assertWhole(left);
        }
    }

    @Test
    void longerDiskBelowMustNotShow() throws IOException {
        var below = Optional.<Child>of(MemoryChild.of(new byte[(int) LENGTH + 512]));
        var disk = open(MemoryChild.of(image()), new Backing(below, true));
        assertThrows(BlockException.class, () -> disk.resize(2 * TABLE, Preallocation.OFF, false));
    }
}
