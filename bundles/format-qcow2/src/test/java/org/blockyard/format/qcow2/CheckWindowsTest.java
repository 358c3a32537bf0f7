package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Progress;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.check.ImageCheck;
import org.blockyard.format.qcow2.internal.meta.HeaderReader;
import org.blockyard.format.qcow2.internal.meta.SnapshotTable;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a check finds does not depend on how much it can count at once. */
class CheckWindowsTest {
    private static final int CLUSTER = 512;
    private static final int SIZE = 4 << 20;

    /** What a check said and did. */
    private record Outcome(CheckResult result, List<String> findings, ByteBuffer left) {}

    @ParameterizedTest
    @EnumSource(Repair.class)
    void littleMemoryFindsTheSame(Repair repair) throws IOException {
        var damaged = damaged();
        var little = check(damaged, repair, 1);
        var much = check(damaged, repair, Long.MAX_VALUE);
        assertTrue(
                much.result.leaks() + much.result.leaksFixed() > 10
                        && much.result.corruptions() + much.result.corruptionsFixed() > 10,
                () -> "is damaged: " + much.result);
        assertEquals(much, little);
    }

    private static Outcome check(byte[] image, Repair repair, long mostBytes) throws IOException {
        var child = MemoryChild.of(image.clone());
        var file = new ImageFile(child);
        var store = new HeaderReader(file).read();
        var findings = new ArrayList<String>();
        var result =
                new ImageCheck(
                                file,
                                store,
                                SnapshotTable.read(file, store.header()),
                                repair,
                                findings::add,
                                Progress.NONE,
                                mostBytes)
                        .run();
        findings.sort(null);
        return new Outcome(result, findings, ByteBuffer.wrap(child.content()));
    }

    /** An image of 9000 clusters with wrong entries in its tables and refcount blocks. */
    private static byte[] damaged() throws IOException {
        var file = new MemoryChild();
        TestContext.over(file).create(TestContext.creation(SIZE, 3, CLUSTER, 16));
        try (var device = TestContext.over(file).open()) {
            device.write(0, ByteBuffer.wrap(new byte[SIZE]), RequestFlags.NONE);
        }
        var image = ByteBuffer.wrap(file.content());
        var random = new Random(5);
        int refcounts = (int) image.getLong(48);
        int l1 = (int) image.getLong(40);
        for (int i = 0; i < 20; i++) {
            int block = (int) image.getLong(refcounts + 8 * random.nextInt(30));
            image.putShort(block + 2 * random.nextInt(CLUSTER / 2), (short) random.nextInt(4));
            int table = (int) image.getLong(l1 + 8 * random.nextInt(100)) & -CLUSTER;
            int from = table + 8 * random.nextInt(CLUSTER / 8);
            image.putLong(from, image.getLong(table + 8 * random.nextInt(CLUSTER / 8)));
        }
        return image.array();
    }
}
