package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Describable;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Resizable;
import org.blockyard.driver.Snapshotting;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machine state that a snapshot keeps is there for the peer after whatever is done here. */
class VmStateTest {
    private static final int SIZE = 4 << 20;
    private static final int STATE_SIZE = 300 << 10;
    private static final long CLOCK_NANOS = 61_000_000_007L;

    @TempDir Path folder;

    @BeforeEach
    void needsPeer() {
        QemuTools.require();
    }

    private Path image() {
        return folder.resolve("image.qcow2");
    }

    private void peer(String... commands) throws Exception {
        var all = new ArrayList<>(List.of("qemu-io", "-f", "qcow2"));
        for (var command : commands) {
            all.addAll(List.of("-c", command));
        }
        all.add(image().toString());
        var output = QemuTools.succeed(all.toArray(new String[0]));
        assertTrue(!output.contains("failed"), output);
    }

    private void image(String verb, String... rest) throws Exception {
        var all = new ArrayList<>(List.of("qemu-img", verb));
        all.addAll(List.of(rest));
        all.add(image().toString());
        QemuTools.succeed(all.toArray(new String[0]));
    }

    /** What the peer's monitor records with a snapshot of a running machine. */
    private void recordState() throws Exception {
        try (var file = new RandomAccessFile(image().toFile(), "rw")) {
            file.seek(64);
            long entry = file.readLong();
            file.seek(entry + 24);
            file.writeLong(CLOCK_NANOS);
            file.writeInt(STATE_SIZE);
            file.seek(entry + 40);
            file.writeLong(STATE_SIZE);
        }
    }

    private interface Use {
        void of(BlockDevice device) throws Exception;
    }

    private void use(Use use) throws Exception {
        try (var file = new FileChild(image());
                var device = TestContext.over(file).open()) {
            use.of(device);
        }
        image("check", "-q", "-f", "qcow2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster_size=4k",
                "cluster_size=64k",
                "cluster_size=16k,extended_l2=on",
                "cluster_size=512,compat=0.10",
            })
    void itStaysAndComesBack(String creation) throws Exception {
        QemuTools.succeed(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-o",
                creation,
                image().toString(),
                Integer.toString(SIZE));
        peer("write -P 1 0 1M", "write -b -P 5 0 " + STATE_SIZE);
        image("snapshot", "-q", "-c", "running");
        recordState();
        use(
                device -> {
                    var kept = ((Describable) device).describe().snapshots().getFirst();
                    assertEquals(STATE_SIZE, kept.vmStateSize());
                    assertEquals(CLOCK_NANOS, kept.vmClockNanos());
                    var snapshots = (Snapshotting) device;
                    fill(device, 2, 500_000, 1 << 20);
                    snapshots.createSnapshot("later", Instant.EPOCH);
                    fill(device, 3, 0, 700_000);
                    snapshots.applySnapshot("running");
                    fill(device, 4, 2 << 20, 100_000);
                    snapshots.createSnapshot("again", Instant.EPOCH);
                    snapshots.deleteSnapshot("later");
                });
        if (!creation.contains("0.10")) {
            use(device -> ((Resizable) device).resize(2 * SIZE, Preallocation.OFF, false));
            peer("read -P 0 %d %d".formatted(SIZE, SIZE));
            use(device -> ((Resizable) device).resize(SIZE, Preallocation.OFF, false));
        }
        var list = QemuTools.succeed("qemu-img", "snapshot", "-l", image().toString());
        assertTrue(list.contains("300 KiB") && list.contains("00:01:01.000"), list);
        image("snapshot", "-q", "-a", "running");
        peer("read -P 1 0 1M", "read -b -P 5 0 " + STATE_SIZE);
        image("snapshot", "-q", "-d", "again");
        use(device -> ((Snapshotting) device).deleteSnapshot("running"));
    }

    private void fill(BlockDevice device, int value, long offset, int length) throws Exception {
        var bytes = ByteBuffer.allocate(length);
        java.util.Arrays.fill(bytes.array(), (byte) value);
        device.write(offset, bytes, RequestFlags.NONE);
    }
}
