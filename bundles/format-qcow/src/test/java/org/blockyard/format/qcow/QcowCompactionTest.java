package org.blockyard.format.qcow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.blockyard.driver.Child;
import org.blockyard.driver.Progress;
import org.blockyard.driver.tck.CompactionTrial;
import org.blockyard.driver.tck.HeapBuffers;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A compacted image holds what it did, in nothing but its clusters and tables. */
class QcowCompactionTest {
    private static final int COUNT = 40;

    private final Random random = new Random(5);

    private static byte[] empty(long size, int clusterBits, int l2Bits) {
        var header =
                new QcowHeader(
                        0, 0, 0, size, clusterBits, l2Bits, QcowHeader.PLAIN, QcowHeader.LENGTH);
        var bytes = ByteBuffer.allocate((int) (QcowHeader.LENGTH + header.l1Bytes()));
        header.write(bytes);
        return bytes.array();
    }

    private static QcowDevice open(Child child) throws IOException {
        var file = new ImageFile(child);
        var header = QcowHeader.read(file.read(0, QcowHeader.LENGTH));
        var tables = new QcowTables(header, file, new PackedClusters(header, true));
        var image = new QcowDevice.Image(header, Optional.empty(), Optional.empty());
        return new QcowDevice(tables, image, Optional.empty(), new HeapBuffers(), true);
    }

    @ParameterizedTest
    @CsvSource({"12, 9", "9, 9"})
    void nothingButDataIsLeft(int clusterBits, int l2Bits) throws IOException {
        long span = 1L << clusterBits + l2Bits;
        int cluster = 1 << clusterBits;
        var starts = List.of(0L, span);
        var trial =
                CompactionTrial.ofUsed(
                        empty(span + COUNT * cluster, clusterBits, l2Bits),
                        cluster,
                        starts,
                        COUNT,
                        QcowCompactionTest::open,
                        random);
        int tables = starts.size() * (Long.BYTES << l2Bits);
        assertEquals(cluster + tables + starts.size() * COUNT / 2 * cluster, trial.run().length);
        trial.stopped(8);
    }

    /** A table in which nothing is left goes, too. */
    @Test
    void imageOfZeroesHasNothing() throws IOException {
        var empty = empty(4 << 20, 12, 9);
        var file = MemoryChild.of(empty);
        try (var device = open(file)) {
            device.write(0, ByteBuffer.allocate(1 << 20), RequestFlags.NONE);
            device.write(3 << 20, ByteBuffer.allocate(4096), RequestFlags.NONE);
            device.compact(Progress.NONE);
        }
        assertEquals(empty.length, file.content().length);
    }

    @Test
    void packedClustersStayWhereTheyAre() throws IOException {
        var file = MemoryChild.of(empty(1 << 20, 12, 9));
        try (var device = open(file)) {
            for (int i = 0; i < 60; i++) {
                var bytes = new byte[4096];
                random.nextBytes(bytes);
                boolean packs = i % 3 == 0;
                if (packs) {
                    java.util.Arrays.fill(bytes, 100, 4096, (byte) i);
                }
                device.write(
                        i * 4096,
                        ByteBuffer.wrap(i % 5 == 0 && !packs ? new byte[4096] : bytes),
                        packs ? RequestFlags.COMPRESSED : RequestFlags.NONE);
            }
        }
        var trial = new CompactionTrial(file.content(), QcowCompactionTest::open, random);
        trial.run();
        trial.stopped(4);
    }
}
