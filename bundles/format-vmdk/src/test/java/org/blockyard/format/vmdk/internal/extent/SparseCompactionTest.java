package org.blockyard.format.vmdk.internal.extent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Child;
import org.blockyard.driver.tck.CompactionTrial;
import org.blockyard.driver.tck.HeapBuffers;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.ImageFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A compacted extent holds what it did, in nothing but its tables and grains. */
class SparseCompactionTest {
    private static final int GRAINS = 40;

    private static BlockDevice open(Child child) throws IOException {
        var file = new ImageFile(child);
        var mode = new Part.Mode(new HeapBuffers(), true);
        return Part.ofGrains(file, SparseHead.read(file), "SPARSE", Backing.none(), mode).disk();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingButDataIsLeft(boolean zeroedGrains) throws IOException {
        var file = new MemoryChild();
        new NewExtent((long) GRAINS * NewExtent.GRAIN_BYTES, false, zeroedGrains).write(file);
        var trial =
                CompactionTrial.ofUsed(
                        file.content(),
                        NewExtent.GRAIN_BYTES,
                        List.of(0L),
                        GRAINS,
                        SparseCompactionTest::open,
                        new Random(2));
        assertEquals(
                file.content().length + GRAINS / 2 * NewExtent.GRAIN_BYTES, trial.run().length);
        trial.stopped(8);
    }
}
