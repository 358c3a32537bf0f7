package org.blockyard.format.qed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Child;
import org.blockyard.driver.Progress;
import org.blockyard.driver.tck.CompactionTrial;
import org.blockyard.driver.tck.HeapBuffers;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.option.ChildRef;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A compacted image holds what it did, in nothing but its clusters and tables. */
class QedCompactionTest {
    private static final int CLUSTER = 4096;
    private static final int COUNT = 40;

    private final Random random = new Random(5);

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void nothingButDataIsLeft(int tableClusters) throws IOException {
        long span = (long) tableClusters * CLUSTER / Long.BYTES * CLUSTER;
        var starts = List.of(0L, span);
        var trial =
                CompactionTrial.ofUsed(
                        empty(span + COUNT * CLUSTER, tableClusters),
                        CLUSTER,
                        starts,
                        COUNT,
                        QedCompactionTest::open,
                        random);
        var left = trial.run();
        int tables = (1 + starts.size()) * tableClusters;
        int clusters = 1 + tables + starts.size() * COUNT / 2;
        assertEquals(clusters * CLUSTER, left.length);
        trial.stopped(8);
    }

    private static byte[] empty(long size, int tableClusters) throws IOException {
        var file = new MemoryChild();
        var creation =
                new QedCreation(
                        new QedCreateOptions(
                                new ChildRef.Node("file"),
                                size,
                                Optional.empty(),
                                Optional.empty(),
                                CLUSTER,
                                Optional.of(tableClusters)));
        creation.write(creation.header(), file);
        return file.content();
    }

    /** Opens an image in which nothing is wrong but space that is lost. */
    private static BlockDevice open(Child child) throws IOException {
        var file = new ImageFile(child);
        var store = HeaderStore.read(file);
        var findings = new ArrayList<String>();
        var found = new QedCheck(store, file).run(Repair.NONE, findings::add, Progress.NONE);
        assertEquals(0, found.corruptions(), findings::toString);
        var tables = new QedTables(store, file, new CheckMark(store));
        return new QedDevice(tables, store, Optional.empty(), new HeapBuffers(), true);
    }
}
