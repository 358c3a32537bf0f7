package org.blockyard.format.vpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.blockyard.io.BlockException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Geometries, footers and headers are as the specification has them. */
class VpcStructuresTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0",
        "1, 1, 4, 17",
        "2048, 31, 4, 17",
        "131072, 964, 8, 17",
        "2097152, 2081, 16, 63",
        "209715200, 51401, 16, 255",
        "266338304, 65279, 16, 255",
        "267382800, 65535, 16, 255",
        "1048576000, 65535, 16, 255",
    })
    void theFirstGeometryThatReachesTheDisksEndIsTaken(
            long disk, int cylinders, int heads, int sectors) {
        assertEquals(new DiskGeometry(cylinders, heads, sectors), DiskGeometry.covering(disk));
    }

    @Test
    void aFooterKeepsWhatItIsGiven() {
        var geometry = DiskGeometry.covering(131072);
        var footer = Footer.of(DiskType.DYNAMIC, 64 << 20, geometry, Creator.BY_SIZE);
        var read = Footer.in(footer.bytes()).orElseThrow();
        assertTrue(read.isIntact());
        assertEquals(64 << 20, read.currentSize());
        assertEquals(geometry, read.geometry());
        assertEquals("qem2", read.creator());
        assertEquals(DiskType.DYNAMIC, read.type().orElseThrow());
        assertEquals(512, read.dataOffset());
    }

    @Test
    void aFooterWithAnotherByteIsNotIntact() {
        var bytes = Footer.of(DiskType.FIXED, 512, DiskGeometry.LARGEST, Creator.BY_SIZE).bytes();
        bytes.put(100, (byte) 1);
        assertFalse(Footer.in(bytes).orElseThrow().isIntact());
        bytes.put(0, (byte) 'x');
        assertTrue(Footer.in(bytes).isEmpty());
    }

    @Test
    void aTableThatIsTooSmallForTheDiskIsRefused() throws BlockException {
        var bytes = DynamicHeader.of(1536, 32).bytes();
        assertEquals(512, DynamicHeader.read(bytes, 64 << 20).bitmapSize());
        assertThrows(BlockException.class, () -> DynamicHeader.read(bytes, (64 << 20) + 512));
    }

    @ParameterizedTest
    @CsvSource({"0", "256", "3145728", "-2147483648"})
    void blocksOfOddSizesAreRefused(int blockSize) {
        var bytes = DynamicHeader.of(1536, 32).bytes();
        bytes.putInt(32, blockSize);
        assertThrows(BlockException.class, () -> DynamicHeader.read(bytes, 512));
    }

    @Test
    void bytesThatAreNoHeaderAreRefused() {
        var bytes = ByteBuffer.allocate(DynamicHeader.SIZE);
        assertThrows(BlockException.class, () -> DynamicHeader.read(bytes, 512));
    }
}
