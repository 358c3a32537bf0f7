package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Resizable;
import org.blockyard.driver.Snapshotting;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that take more clusters in a row than one refcount block counts find their place. */
class LongRunTest {
    private static final int SIZE = 1 << 20;
    private static final int UNIT = 4096;

    @TempDir Path folder;

    @ParameterizedTest(name = "clusters of {0}, counts of {1} bits, grown to {2} MiB")
    @CsvSource({"512, 64, 1024", "512, 16, 4096", "512, 1, 8192", "1024, 64, 8192"})
    void tablesOfSmallClustersGrowAndAreCopied(int clusterSize, int bits, long mebibytes)
            throws Exception {
        QemuTools.require();
        var image = folder.resolve("image.qcow2");
        long length = mebibytes << 20;
        var first = unit(1);
        var last = unit(2);
        try (var file = new FileChild(image)) {
            TestContext.over(file).create(TestContext.creation(SIZE, 3, clusterSize, bits));
            try (var device = TestContext.over(file).open()) {
                device.write(0, ByteBuffer.wrap(first), RequestFlags.NONE);
                assertTimeoutPreemptively(
                        Duration.ofMinutes(2),
                        () -> ((Resizable) device).resize(length, Preallocation.OFF, false));
                device.write(length - UNIT, ByteBuffer.wrap(last), RequestFlags.NONE);
                if (bits > 1) {
                    ((Snapshotting) device).createSnapshot("s", Instant.ofEpochSecond(1));
                    device.write(UNIT, ByteBuffer.wrap(last), RequestFlags.NONE);
                }
                device.flush();
            }
        }
        QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", image.toString());
        QemuTools.succeed(
                "qemu-io",
                "-f",
                "qcow2",
                "-c",
                "read -P 1 0 " + UNIT,
                "-c",
                "read -P 2 " + (length - UNIT) + " " + UNIT,
                image.toString());
    }

    @Test
    void blocksBehindAFullTableComeWithALargerTable() throws Exception {
        var image = folder.resolve("image.qcow2");
        try (var file = new FileChild(image)) {
            TestContext.over(file).create(TestContext.creation(SIZE, 3, 512, 64));
            for (int step = 1; step <= 4; step++) {
                try (var device = TestContext.over(file).open()) {
                    ((Resizable) device).resize((long) step << 30, Preallocation.OFF, false);
                    device.write(0, ByteBuffer.wrap(unit(step)), RequestFlags.NONE);
                }
                try (var device = TestContext.over(file).open()) {
                    var bytes = ByteBuffer.allocate(UNIT);
                    device.read(0, bytes);
                    assertArrayEquals(unit(step), bytes.array());
                }
            }
        }
        if (QemuTools.available()) {
            QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", image.toString());
        }
    }

    private static byte[] unit(int value) {
        var bytes = new byte[UNIT];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
