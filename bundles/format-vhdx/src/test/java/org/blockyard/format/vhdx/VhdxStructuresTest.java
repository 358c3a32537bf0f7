package org.blockyard.format.vhdx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The structures are as the specification has them. */
class VhdxStructuresTest {
    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void identifiersLieWithTheirFirstPartsTurned() {
        var id = UUID.fromString("2DC27766-F623-4200-9D64-115E9BFD4A08");
        var bytes = littleEndian(16);
        Guids.write(bytes, 0, id);
        // as they lie in an image of Hyper-V
        assertEquals("6677c22d23f600429d64115e9bfd4a08", HexFormat.of().formatHex(bytes.array()));
        assertEquals(id, Guids.read(bytes, 0));
    }

    private static Header header() {
        return new Header(
                7, UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), 0, 1 << 20, 1 << 20);
    }

    @Test
    void aHeaderIsReadAsItWasWritten() {
        var header = header();
        assertEquals(Optional.of(header), Header.read(header.bytes()));
        assertTrue(header.logInUse());
        assertFalse(header.withLog(Guids.NONE).logInUse());
        assertEquals(8, header.written(true).sequence());
    }

    @Test
    void aTornHeaderIsNone() {
        var bytes = header().bytes();
        bytes.putInt(4000, 1);
        assertEquals(Optional.empty(), Header.read(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        // blocks of 32 MiB with sectors of 512: 128 to a chunk
        "34359738368, 33554432, 512, 127, 127, 128",
        "34359738368, 33554432, 512, 128, 129, 257",
        // of sectors of 4096 eight times as many
        "34359738368, 33554432, 4096, 128, 128, 1024",
        "34359738368, 1048576, 512, 4096, 4097, 8193",
    })
    void eachChunksEntriesAreFollowedByTheOneOfItsBits(
            long size, int blockSize, int sector, long block, long entry, long bits) {
        var shape = new DiskShape(size, blockSize, sector, 4096, false, false);
        assertEquals(entry, shape.entryOf(block));
        assertEquals(bits, shape.bitmapEntryOf(block));
    }

    @Test
    void aTableEndsWithItsLastBlockOrWithThatOnesBits() {
        var plain = new DiskShape(3L << 30, 1 << 20, 512, 512, false, false);
        var over = new DiskShape(3L << 30, 1 << 20, 512, 512, false, true);
        assertEquals(3072, plain.entries());
        assertEquals(4097, over.entries());
        assertEquals(0, new DiskShape(0, 1 << 20, 512, 512, false, false).entries());
    }

    @Test
    void aSectorComesOutOfTheLogAsItWentIn() {
        var content = littleEndian(LogEntry.SECTOR);
        for (int i = 0; i < content.capacity(); i++) {
            content.put(i, (byte) (i * 31 + 7));
        }
        var sectors = new TreeMap<Long, ByteBuffer>();
        sectors.put(3L << 20, content);
        var log = UUID.randomUUID();
        long sequence = 0x1_0000_0002L;
        var entry = new LogEntry(0, 2 * LogEntry.SECTOR, 0, sequence, 1, 4 << 20, 5 << 20);
        var bytes = entry.bytes(log, sectors);
        var region = new Region(1 << 20, 1 << 20);
        assertTrue(Checksum.isRight(bytes));
        assertEquals(Optional.of(entry), LogEntry.read(bytes, 0, region, log));
        assertEquals(Optional.empty(), LogEntry.read(bytes, 0, region, UUID.randomUUID()));
        var descriptor =
                bytes.slice(LogEntry.HEAD, LogEntry.DESCRIPTOR).order(ByteOrder.LITTLE_ENDIAN);
        var sector = bytes.slice(LogEntry.SECTOR, LogEntry.SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        assertTrue(LogSector.belongs(descriptor, sequence));
        assertEquals(3L << 20, LogSector.offset(descriptor));
        assertFalse(LogSector.restore(descriptor, sector, sequence + 1));
        assertTrue(LogSector.restore(descriptor, sector, sequence));
        assertEquals(content, sector);
    }

    @Test
    void regionsBehindTheEndOfTheFileAreRefused() throws IOException {
        var file = new ImageFile(MemoryChild.of(new byte[4 << 20]));
        var log = new Region(1 << 20, 1 << 20);
        var metadata = new Region(2 << 20, 1 << 20);
        var inside = new RegionTable(new Region(3 << 20, 1 << 20), metadata);
        inside.write(file);
        assertEquals(inside, RegionTable.read(file, log));
        new RegionTable(new Region(4L << 30, 1 << 20), metadata).write(file);
        var refused = assertThrows(BlockException.class, () -> RegionTable.read(file, log));
        assertEquals(ErrorKind.INVALID_FORMAT, refused.kind());
    }

    @ParameterizedTest
    @CsvSource({"512, 1048832", "4096, 1049088"})
    void disksThatEndInTheMiddleOfASectorAreRefused(int sector, long size) throws IOException {
        var file = new ImageFile(MemoryChild.of(new byte[2 << 20]));
        var region = new Region(1 << 20, 1 << 20);
        var shape = new DiskShape(size, 1 << 20, sector, sector, false, false);
        Metadata.create(file, region, shape.withSize(1 << 20), Optional.empty());
        assertEquals(1 << 20, Metadata.read(file, region).shape().size());
        Metadata.create(file, region, shape, Optional.empty());
        var metadata = Metadata.read(file, region);
        assertEquals(
                ErrorKind.INVALID_FORMAT,
                assertThrows(BlockException.class, metadata::shape).kind());
    }
}
