package org.blockyard.format.parallels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.CheckReport;
import org.blockyard.option.ChildRef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What contradicts itself is found, and repaired with nothing else changed. */
class ImageCheckTest {
    private static final int CLUSTER = OpenImage.CLUSTER;

    private final List<String> findings = new ArrayList<>();
    private OpenImage open;

    @BeforeEach
    void writeThreeClusters() throws Exception {
        open = OpenImage.create(1 << 20);
        for (int i = 0; i < 3; i++) {
            open.write((long) i * CLUSTER, CLUSTER, i + 1);
        }
        open.device.close();
    }

    private CheckResult check(Repair repair) throws Exception {
        findings.clear();
        open = open.again();
        return open.device.check(repair, findings::add, Progress.NONE);
    }

    private void requireClean() throws Exception {
        var after = check(Repair.NONE);
        assertEquals(0, after.corruptions() + after.leaks() + after.checkErrors(), "" + findings);
    }

    private void put(int at, int value) throws Exception {
        open.put(at, value);
    }

    private static int entryAt(int index) {
        return (int) ParallelsImage.entryOffset(index);
    }

    @Test
    void aSoundImageIsCounted() throws Exception {
        var result = check(Repair.NONE);
        requireClean();
        assertEquals(3, result.allocatedClusters().orElseThrow());
        assertEquals(256, result.totalClusters().orElseThrow());
        assertEquals(0, result.fragmentedClusters().orElseThrow());
        assertEquals(open.child.content().length, result.imageEndOffset().orElseThrow());
    }

    @Test
    void aMarkThatWasLeftIsTakenAway() throws Exception {
        put(ParallelsHeader.IN_USE_AT, ParallelsHeader.IN_USE);
        assertEquals(1, check(Repair.LEAKS).corruptions());
        assertEquals(1, check(Repair.ALL).corruptionsFixed());
        requireClean();
    }

    @Test
    void clustersOutsideOfTheFileAreForgotten() throws Exception {
        put(entryAt(1), 1000);
        assertEquals(1, check(Repair.NONE).corruptions());
        assertEquals(1, check(Repair.ALL).corruptionsFixed());
        requireClean();
        assertEquals(0, open.read(CLUSTER));
        assertEquals(3, open.read(2 * CLUSTER));
    }

    @Test
    void aClusterOfTwoBecomesTwo() throws Exception {
        put(entryAt(7), 1);
        assertEquals(1, check(Repair.NONE).corruptions());
        assertEquals(1, check(Repair.ALL).corruptionsFixed());
        requireClean();
        assertEquals(1, open.read(0));
        assertEquals(1, open.read(7 * CLUSTER));
        open.write(0, CLUSTER, 9);
        assertEquals(1, open.read(7 * CLUSTER));
    }

    @Test
    void aWrongStartOfDataIsMended() throws Exception {
        put(ParallelsHeader.DATA_AT, 0);
        assertEquals(1, check(Repair.NONE).corruptions());
        assertEquals(1, check(Repair.ALL).corruptionsFixed());
        requireClean();
        assertEquals(8, open.image.header().dataSector());
    }

    @Test
    void spaceAtTheEndIsALeak() throws Exception {
        open.child.resize(open.child.length() + 3 * CLUSTER - 5, Preallocation.OFF, true);
        assertEquals(3, check(Repair.NONE).leaks());
        assertEquals(3, check(Repair.LEAKS).leaksFixed());
        requireClean();
    }

    @Test
    void anExtensionThatIsNotOneIsTakenAway() throws Exception {
        put(ParallelsHeader.EXTENSION_AT, 8);
        var header = ParallelsImage.read(open.image.file());
        findings.clear();
        var report = new CheckReport(findings::add);
        new ImageCheck(header, Repair.ALL, report, Progress.NONE).run(false);
        assertEquals(1, report.result().corruptionsFixed());
        requireClean();
    }

    @Test
    void theFileGrowsAheadAsOptionsSayButNotBeyondTheDisk() {
        var header = open.image.header();
        for (var mode : ParallelsOptions.PreallocMode.values()) {
            var options = new ParallelsOptions(new ChildRef.Node("file"), mode, 128 << 20);
            var growth = ParallelsOpening.growth(options, header);
            assertEquals(1 << 20, growth.mostStep());
            assertEquals(mode.how(), growth.how());
        }
        var little =
                new ParallelsOptions(
                        new ChildRef.Node("file"), ParallelsOptions.PreallocMode.FALLOC, 65536);
        assertEquals(65536, ParallelsOpening.growth(little, header).leastStep());
    }
}
