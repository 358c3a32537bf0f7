package org.blockyard.format.raw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Probing;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.RequestFlags;
import org.blockyard.option.ChildRef;
import org.junit.jupiter.api.Test;

/** A file, or a part of one, as a disk. */
class RawDeviceTest {
    private static final ChildRef FILE = new ChildRef.Node("below");

    private static RawDevice open(MemoryChild file, long offset, Optional<Long> size)
            throws BlockException {
        var options = new RawOptions(FILE, offset, size);
        return new RawDevice(file, RawRange.of(options, file.length()));
    }

    private static String refused(long offset, Optional<Long> size) {
        var failure =
                assertThrows(
                        BlockException.class, () -> open(new MemoryChild(1 << 20), offset, size));
        assertEquals(ErrorKind.INVALID_OPTION, failure.kind());
        return failure.sentence();
    }

    @Test
    void theWholeFileIsTheDisk() throws Exception {
        var file = new MemoryChild(4096);
        var raw = open(file, 0, Optional.empty());
        assertEquals(4096, raw.length());
        var target = ByteBuffer.allocate(4096);
        raw.read(0, target);
        assertArrayEquals(file.bytes, target.array());
        assertEquals(file.limits(), raw.limits());
        assertEquals(Extent.passThrough(512, "file", 1024), raw.status(1024, 512));
    }

    @Test
    void everyRequestIsMovedByTheOffset() throws Exception {
        var file = new MemoryChild(8192);
        var raw = open(file, 1024, Optional.of(4096L));
        assertEquals(4096, raw.length());
        assertEquals(Extent.passThrough(512, "file", 1536), raw.status(512, 512));
        var target = ByteBuffer.allocate(512);
        assertTrue(raw.tryRead(512, target));
        assertArrayEquals(Arrays.copyOfRange(file.bytes, 1536, 2048), target.array());
        assertEquals(file.bytes[1536], raw.tryMap(512, 512).orElseThrow().bytes().get(0));
        raw.write(0, ByteBuffer.allocate(512), RequestFlags.FUA);
        assertEquals("write 1024 512 fua", file.lastCall);
        assertTrue(raw.tryWrite(512, ByteBuffer.allocate(10), RequestFlags.NONE));
        assertEquals("write 1536 10 none", file.lastCall);
        raw.writeZeroes(1, 2, RequestFlags.MAY_UNMAP);
        assertEquals("zeroes 1025 2 may-unmap", file.lastCall);
        raw.discard(3, 4);
        assertEquals("discard 1027 4", file.lastCall);
        raw.flush();
        assertEquals("flush", file.lastCall);
    }

    @Test
    void anOddOffsetIsAlignedBelow() throws Exception {
        var raw = open(new MemoryChild(8192), 100, Optional.empty());
        assertEquals(1, raw.limits().requestAlignment());
        assertEquals(8192, raw.length(), "8092 bytes are begun sectors of 8192");
    }

    @Test
    void theMissingEndOfTheLastSectorReadsAsZeroes() throws Exception {
        var file = new MemoryChild(1000);
        var raw = open(file, 0, Optional.empty());
        assertEquals(1024, raw.length());
        var target = ByteBuffer.allocate(512);
        Arrays.fill(target.array(), (byte) 7);
        raw.read(512, target);
        assertFalse(target.hasRemaining());
        var expected = Arrays.copyOfRange(file.bytes, 512, 1024);
        assertArrayEquals(expected, target.array());
        assertFalse(raw.tryRead(512, ByteBuffer.allocate(512)));
        assertTrue(raw.tryMap(512, 512).isEmpty());
        assertEquals(488, raw.status(512, 512).length());
        assertEquals(Extent.zero(24), raw.status(1000, 24));
    }

    @Test
    void rangesOutsideTheFileAreRefused() {
        assertEquals(
                "Offset (1048577) cannot be greater than size of the containing file (1048576)",
                refused((1 << 20) + 1, Optional.empty()));
        assertEquals("Specified size is not multiple of 512", refused(0, Optional.of(511L)));
        assertTrue(refused(512, Optional.of(1L << 20)).startsWith("The sum of offset (512)"));
        assertTrue(
                refused(512, Optional.of(Long.MAX_VALUE & -512)).startsWith("The sum of offset"));
    }

    @Test
    void theFileGrowsAndShrinksWithTheDisk() throws Exception {
        var file = new MemoryChild(4096);
        var raw = open(file, 1024, Optional.empty());
        raw.resize(8192, Preallocation.FALLOC, true);
        assertEquals("resize 9216 FALLOC true", file.lastCall);
        assertEquals(8192, raw.length());
    }

    @Test
    void aFixedSizeStays() throws Exception {
        var raw = open(new MemoryChild(4096), 0, Optional.of(4096L));
        var failure =
                assertThrows(BlockException.class, () -> raw.resize(8192, Preallocation.OFF, true));
        assertEquals("Cannot resize fixed-size raw disks", failure.sentence());
    }

    @Test
    void spaceAndNameAreTheFiles() throws Exception {
        var description = open(new MemoryChild(512), 0, Optional.empty()).describe();
        assertEquals(4711, description.actualSize().orElseThrow());
        assertEquals(Optional.of("/memory"), description.fileName());
    }

    @Test
    void anythingMayBeRawButNothingIsForSure() {
        int score = new RawDriver().probe(ByteBuffer.allocate(512), Optional.empty());
        assertTrue(score > Probing.NO && score < Probing.CERTAIN);
        assertEquals(score, new RawDriver().probe(ByteBuffer.allocate(0), Optional.of("x.qcow2")));
    }
}
