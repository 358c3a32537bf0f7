package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Resizable;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.qcow2.option.Qcow2CreateOptions;
import org.blockyard.io.RequestFlags;
import org.blockyard.option.ChildRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is given space beforehand, and what is given back when a disk becomes shorter. */
class PreallocationTest {
    private static final int SIZE = 4 << 20;
    private static final int CLUSTER = 65536;

    @TempDir Path folder;

    /** A file that notes how it was made longer. */
    private static final class GrowingChild extends MemoryChild {
        private record Growth(long from, long to, Preallocation how) {}

        private final List<Growth> growths = new ArrayList<>();
        private int writes;

        @Override
        public void resize(long size, Preallocation how, boolean exact) throws IOException {
            growths.add(new Growth(length(), size, how));
            super.resize(size, how, exact);
        }

        @Override
        public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
            writes++;
            super.write(offset, source, flags);
        }

        Growth withSpace() {
            var found = growths.stream().filter(one -> one.how != Preallocation.OFF).toList();
            assertEquals(1, found.size());
            return found.getFirst();
        }
    }

    private static Qcow2CreateOptions creation(
            Preallocation how, boolean subclusters, boolean backed, Optional<Boolean> rawData) {
        var plain = TestContext.creation(SIZE);
        return new Qcow2CreateOptions(
                plain.file(),
                CLUSTER,
                subclusters,
                Optional.of(how),
                plain.compressionType(),
                SIZE,
                plain.version(),
                backed ? Optional.of("below") : Optional.empty(),
                backed ? Optional.of("raw") : Optional.empty(),
                rawData.map(raw -> new ChildRef.Node("data")),
                rawData,
                false,
                16,
                Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(names = {"FALLOC", "FULL"})
    void allClustersGetSpaceButThoseOfTheFirstTables(Preallocation how) throws Exception {
        var file = new GrowingChild();
        TestContext.over(file).create(creation(how, false, false, Optional.empty()));
        assertEquals(how, file.withSpace().how);
        assertTrue(file.withSpace().from <= 6 * CLUSTER, file.growths.toString());
        assertTrue(file.length() >= SIZE + file.withSpace().from);
    }

    @ParameterizedTest
    @EnumSource(names = {"FALLOC", "FULL"})
    void aDataFileGetsTheSpace(Preallocation how) throws Exception {
        for (boolean raw : List.of(true, false)) {
            var data = new GrowingChild();
            var context = TestContext.over(new MemoryChild());
            context.dataFile = Optional.of(data);
            context.create(creation(how, false, false, Optional.of(raw)));
            assertEquals(new GrowingChild.Growth(0, SIZE, how), data.withSpace());
            try (var device = context.open()) {
                data.growths.clear();
                ((Resizable) device).resize(2 * SIZE, how, false);
                assertEquals(new GrowingChild.Growth(SIZE, 2 * SIZE, how), data.withSpace());
            }
        }
    }

    @Test
    void nothingIsWrittenToADataFileThatIsNew() throws Exception {
        var data = new GrowingChild();
        var context = TestContext.over(new MemoryChild());
        context.dataFile = Optional.of(data);
        context.create(creation(Preallocation.METADATA, false, false, Optional.of(false)));
        assertEquals(SIZE, data.length());
        assertEquals(0, data.writes);
    }

    @Test
    void subclustersGetSpaceAboveABackingFile() throws Exception {
        QemuTools.require();
        var below = new byte[SIZE];
        java.util.Arrays.fill(below, (byte) 3);
        Files.write(folder.resolve("below"), below);
        var image = folder.resolve("image.qcow2");
        try (var file = new FileChild(image)) {
            TestContext.over(file)
                    .create(creation(Preallocation.METADATA, true, true, Optional.empty()));
        }
        QemuTools.succeed("qemu-img", "check", "-q", image.toString());
        var output = QemuTools.succeed("qemu-io", "-r", "-c", "read -P 3 0 4M", image.toString());
        assertTrue(!output.contains("failed"), output);
    }

    @Test
    void aShorterDiskHasAShorterFile() throws Exception {
        QemuTools.require();
        var image = folder.resolve("image.qcow2");
        var peers = folder.resolve("peers.qcow2");
        QemuTools.succeed("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "4M");
        QemuTools.succeed("qemu-io", "-c", "write 1M 2M", image.toString());
        Files.copy(image, peers, StandardCopyOption.REPLACE_EXISTING);
        QemuTools.succeed("qemu-img", "resize", "-q", "--shrink", peers.toString(), "2M");
        try (var file = new FileChild(image);
                var device = TestContext.over(file).open()) {
            ((Resizable) device).resize(2 << 20, Preallocation.OFF, false);
        }
        assertEquals(Files.size(peers), Files.size(image));
        QemuTools.succeed("qemu-img", "check", "-q", image.toString());
    }
}
