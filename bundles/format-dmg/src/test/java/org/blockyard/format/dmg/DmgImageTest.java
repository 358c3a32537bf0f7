package org.blockyard.format.dmg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.blockyard.driver.tck.HeapBuffers;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.junit.jupiter.api.Test;

/** Images of all kinds of chunks, wherever their tables lie, and images that are damaged. */
class DmgImageTest {
    private static final int CHUNK = 8192;

    private static byte[] noise(int seed) {
        var bytes = new byte[CHUNK];
        new Random(seed).nextBytes(bytes);
        Arrays.fill(bytes, 1000, 5000, (byte) seed);
        return bytes;
    }

    private static DmgWriter writer() {
        return new DmgWriter()
                .add(DmgWriter.ZLIB, noise(1))
                .add(DmgWriter.RAW, noise(2))
                .add(DmgWriter.FREE, new byte[CHUNK])
                .add(DmgWriter.ADC, noise(3))
                .add(DmgWriter.ZERO, new byte[CHUNK])
                .add(DmgWriter.LZFSE, noise(4));
    }

    private static byte[] content() {
        var content = ByteBuffer.allocate(6 * CHUNK);
        content.put(noise(1)).put(noise(2)).put(new byte[CHUNK]);
        return content.put(noise(3)).put(new byte[CHUNK]).put(noise(4)).array();
    }

    private static DmgDevice open(byte[] image) throws IOException {
        var file = new ImageFile(MemoryChild.of(image));
        return new DmgDevice(new ImageTables(file).chunks(), file, new HeapBuffers());
    }

    private static byte[] read(DmgDevice device, long offset, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        device.read(offset, bytes);
        return bytes.array();
    }

    private static void assertHolds(byte[] expected, byte[] image) throws IOException {
        try (var device = open(image)) {
            assertEquals(expected.length, device.length());
            assertArrayEquals(expected, read(device, 0, expected.length));
            for (int at = 512; at < expected.length - 9000; at += 4096 + 512) {
                assertArrayEquals(
                        Arrays.copyOfRange(expected, at, at + 9000), read(device, at, 9000));
            }
        }
    }

    @Test
    void eachKindOfChunkIsRead() throws Exception {
        assertHolds(content(), writer().image());
    }

    @Test
    void aResourceForkServesAsWell() throws Exception {
        assertHolds(content(), writer().imageWithFork());
    }

    @Test
    void theTrailerMayBeginAnywhereInTheLastBytes() throws Exception {
        var image = writer().image();
        for (int more : new int[] {1, 3, 100, 511}) {
            assertHolds(content(), Arrays.copyOf(image, image.length + more));
        }
        var failure =
                assertThrows(
                        BlockException.class, () -> open(Arrays.copyOf(image, image.length + 512)));
        assertEquals(ErrorKind.INVALID_FORMAT, failure.kind());
    }

    @Test
    void statusTellsZeroesPlacesAndWhatIsPacked() throws Exception {
        try (var device = open(writer().image())) {
            assertEquals(Extent.compressed(CHUNK), device.status(0, 6 * CHUNK));
            var raw = device.status(CHUNK + 512, CHUNK);
            assertEquals(Extent.Kind.DATA, raw.kind());
            assertEquals(CHUNK - 512, raw.length());
            long packed = DmgWriter.zlib(noise(1)).length;
            assertEquals(packed + 512, raw.location().orElseThrow().offset());
            assertEquals(Extent.zero(100), device.status(2 * CHUNK, 100));
        }
    }

    @Test
    void terabytesOfZeroesCostNothing() throws Exception {
        long sectors = 4L << 31;
        var image =
                new DmgWriter()
                        .add(DmgWriter.ZLIB, noise(1))
                        .addZeroes(sectors)
                        .add(DmgWriter.ZLIB, noise(2))
                        .image();
        assertTrue(image.length < 20_000);
        try (var device = open(image)) {
            assertEquals(sectors * 512 + 2 * CHUNK, device.length());
            assertArrayEquals(noise(2), read(device, device.length() - CHUNK, CHUNK));
            assertArrayEquals(new byte[5000], read(device, 1L << 40, 5000));
            assertEquals(Extent.zero(sectors * 512), device.status(CHUNK, Long.MAX_VALUE / 2));
        }
    }

    @Test
    void aChunkOfAnUnknownKindFailsWhereItIsAndNowhereElse() throws Exception {
        var image =
                new DmgWriter()
                        .add(DmgWriter.RAW, noise(1))
                        .add(0x8000_0009, noise(2), new byte[100])
                        .image();
        try (var device = open(image)) {
            assertArrayEquals(noise(1), read(device, 0, CHUNK));
            var failure = assertThrows(BlockException.class, () -> read(device, CHUNK, 512));
            assertEquals(ErrorKind.UNSUPPORTED, failure.kind());
        }
    }

    @Test
    void anotherPartBehindAGapIsFoundAndTheGapIsZeroes() throws Exception {
        var table = new ChunkTable(0);
        var image = writer().imageWithFork();
        int at = image.length - 512;
        var fork = ByteBuffer.wrap(image);
        int start = (int) fork.getLong(at + 40) + 260;
        var part = ByteBuffer.wrap(image, start, (int) fork.getLong(at + 48) - 310).slice();
        table.add(part);
        part.putLong(8, 1000);
        table.add(part);
        var chunks = table.sorted();
        assertEquals(13, chunks.size());
        assertEquals(ChunkKind.ZERO, chunks.get(6).kind());
        assertEquals(1000 * 512, chunks.get(6).end());
        table.add(part);
        assertThrows(BlockException.class, table::sorted);
    }

    @Test
    void aPropertyListIsNotAProgram() throws Exception {
        var entities =
                "<!DOCTYPE plist [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                        + "<plist><dict><key>blkx</key><array><dict><key>Data</key>"
                        + "<data>&x;</data></dict></array></dict></plist>";
        for (var list : new String[] {entities, "<key>blkx</key>", "<", "<!--", "<a", ""}) {
            var failure =
                    assertThrows(BlockException.class, () -> open(writer().imageWithList(list)));
            assertEquals(ErrorKind.INVALID_FORMAT, failure.kind(), list);
        }
    }

    @Test
    void chunksThatAreTooLargeAreRefusedByTheirLimit() {
        var image = new DmgWriter().add(DmgWriter.ZLIB, new byte[(64 << 20) + 512], new byte[1]);
        var failure = assertThrows(BlockException.class, () -> open(image.image()));
        assertTrue(failure.sentence().contains("at most 67108864"), failure.sentence());
    }

    @Test
    void aDamagedChunkIsCorruptAndTheOthersAreRead() throws Exception {
        var image =
                new DmgWriter()
                        .add(DmgWriter.ZLIB, noise(1), new byte[500])
                        .add(DmgWriter.RAW, noise(2))
                        .image();
        try (var device = open(image)) {
            var failure = assertThrows(BlockException.class, () -> read(device, 0, 512));
            assertEquals(ErrorKind.CORRUPT, failure.kind());
            assertArrayEquals(noise(2), read(device, CHUNK, CHUNK));
        }
    }
}
