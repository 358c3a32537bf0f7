package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What lies in one piece is lent, be it in the image or below it; nothing else is. */
class MappedReadTest {
    private static final int CLUSTER = 65536;
    private static final int SIZE = 8 * CLUSTER;

    private final byte[] below = new byte[SIZE - CLUSTER];
    private final Lending file = new Lending();

    /** A file that lends its memory. */
    private static final class Lending extends MemoryChild {
        @Override
        public Optional<MappedRead> tryMap(long offset, int size) {
            assertTrue(offset + size <= length(), "asked for bytes beyond the end");
            return Optional.of(MappedRead.of(ByteBuffer.wrap(content()).slice((int) offset, size)));
        }

        @Override
        public Optional<MappedRead> tryMapSome(long offset, int size) {
            return tryMap(offset, size);
        }
    }

    @BeforeEach
    void create() throws IOException {
        new Random(3).nextBytes(below);
        TestContext.over(file).create(TestContext.creation(SIZE));
    }

    private BlockDevice open() throws IOException {
        var backing = new Lending();
        backing.become(below);
        var device = new TestContext(file, Optional.of(backing)).open();
        device.read(0, ByteBuffer.allocate(1)); // the table is in memory from now on
        return device;
    }

    @Test
    void untouchedClustersAreLentFromBelow() throws IOException {
        try (var device = open();
                var lent = device.tryMap(CLUSTER / 2, 3 * CLUSTER).orElseThrow()) {
            assertEquals(ByteBuffer.wrap(below, CLUSTER / 2, 3 * CLUSTER), lent.bytes());
        }
    }

    @Test
    void writtenClustersAreLentFromTheImage() throws IOException {
        var bytes = ByteBuffer.allocate(CLUSTER);
        new Random(4).nextBytes(bytes.array());
        try (var device = open()) {
            device.write(2 * CLUSTER, bytes, RequestFlags.NONE);
            try (var lent = device.tryMap(2 * CLUSTER, CLUSTER).orElseThrow()) {
                assertEquals(bytes.flip(), lent.bytes());
            }
        }
    }

    @Test
    void aWriteMeanwhileDoesNotChangeWhatWasLentFromBelow() throws IOException {
        try (var device = open();
                var lent = device.tryMap(0, CLUSTER).orElseThrow()) {
            device.write(0, ByteBuffer.allocate(CLUSTER), RequestFlags.NONE);
            assertEquals(ByteBuffer.wrap(below, 0, CLUSTER), lent.bytes());
        }
    }

    @Test
    void nothingIsLentAcrossLayersNorBeyondTheEndOfTheLower() throws IOException {
        try (var device = open()) {
            device.write(CLUSTER, ByteBuffer.allocate(512), RequestFlags.NONE);
            assertTrue(device.tryMap(0, 2 * CLUSTER).isEmpty());
            assertTrue(device.tryMap(CLUSTER, 2 * CLUSTER).isEmpty());
            assertTrue(device.tryMap(SIZE - 2 * CLUSTER, 2 * CLUSTER).isEmpty());
        }
    }

    @Test
    void eachPieceIsLentByOneCall() throws IOException {
        try (var device = open()) {
            device.write(CLUSTER, ByteBuffer.allocate(512), RequestFlags.NONE);
            int[] pieces = {CLUSTER / 2, CLUSTER, (SIZE - CLUSTER) - 2 * CLUSTER};
            int at = CLUSTER / 2;
            for (int piece : pieces) {
                try (var lent = device.tryMapSome(at, SIZE - at).orElseThrow()) {
                    assertEquals(piece, lent.bytes().remaining());
                    at += piece;
                }
            }
            assertTrue(device.tryMapSome(at, SIZE - at).isEmpty());
        }
    }
}
