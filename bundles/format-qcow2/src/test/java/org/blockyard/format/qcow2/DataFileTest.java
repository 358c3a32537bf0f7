package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Describable;
import org.blockyard.driver.Progress;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.qcow2.option.Qcow2CreateOptions;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.blockyard.option.ChildRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images whose guest data lie in a file of its own are read and written as the peer does it. */
class DataFileTest {
    private static final int SIZE = (6 << 20) + 512;

    @TempDir Path folder;

    private Path image() {
        return folder.resolve("image.qcow2");
    }

    private Path data() {
        return folder.resolve("data.raw");
    }

    private interface Use {
        void of(BlockDevice device, TestContext context) throws IOException;
    }

    private void open(boolean discard, Use use) throws IOException {
        try (var file = new FileChild(image());
                var data = new FileChild(data())) {
            var context = TestContext.over(file);
            context.dataFile = Optional.of(data);
            context.discard = discard;
            try (var device = context.open()) {
                use.of(device, context);
            }
        }
    }

    private static Qcow2CreateOptions creation(int clusterSize, boolean raw) {
        var plain = TestContext.creation(SIZE, 3, clusterSize, 16);
        return new Qcow2CreateOptions(
                plain.file(),
                clusterSize,
                false,
                Optional.empty(),
                plain.compressionType(),
                SIZE,
                plain.version(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new ChildRef.Node("data")),
                Optional.of(raw),
                false,
                16,
                Optional.empty());
    }

    private void create(int clusterSize, boolean raw, boolean byPeer) throws IOException {
        if (byPeer) {
            QemuTools.succeed(
                    "qemu-img",
                    "create",
                    "-q",
                    "-f",
                    "qcow2",
                    "-o",
                    "cluster_size=%d,data_file=%s,data_file_raw=%s"
                            .formatted(clusterSize, data(), raw ? "on" : "off"),
                    image().toString(),
                    SIZE + "");
            return;
        }
        try (var file = new FileChild(image());
                var data = new FileChild(data())) {
            var context = TestContext.over(file);
            context.dataFile = Optional.of(data);
            context.create(creation(clusterSize, raw));
        }
    }

    @ParameterizedTest(name = "clusters of {0}, raw {1}, made by the peer {2}, discards passed {3}")
    @CsvSource({
        "65536, false, true, false",
        "65536, true, true, true",
        "512, false, false, true",
        "4096, true, false, false",
        "65536, false, false, true",
        "2097152, true, false, true",
    })
    void bothSidesReadWhatTheOtherWrote(
            int clusterSize, boolean raw, boolean byPeer, boolean discard) throws Exception {
        QemuTools.require();
        create(clusterSize, raw, byPeer);
        var random = new Random(clusterSize);
        var guest = new RandomGuest(clusterSize, new byte[SIZE]);
        guest.canPack = false;
        for (int round = 0; round < 3; round++) {
            open(
                    discard,
                    (device, context) -> {
                        guest.verify(device);
                        for (int i = 0; i < 40; i++) {
                            guest.step(device, 100_000);
                        }
                        guest.verify(device);
                    });
            if (raw) {
                // the peer makes data files of whole clusters
                assertArrayEquals(guest.model, Arrays.copyOf(Files.readAllBytes(data()), SIZE));
            }
            if (!byPeer) {
                assertEquals(SIZE, Files.size(data()));
            }
            assertPeerAgrees(guest);
            writeByPeer(random, guest);
            assertPeerAgrees(guest);
        }
    }

    private void assertPeerAgrees(RandomGuest guest) throws IOException {
        QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", image().toString());
        var copy = folder.resolve("copy");
        QemuTools.succeed("qemu-img", "convert", "-O", "raw", image().toString(), copy.toString());
        assertArrayEquals(guest.model, Files.readAllBytes(copy));
        open(
                false,
                (device, context) -> {
                    var findings = new ArrayList<String>();
                    ((Checkable) device).check(Repair.NONE, findings::add, Progress.NONE);
                    assertEquals(List.of(), findings);
                });
    }

    private void writeByPeer(Random random, RandomGuest guest) throws IOException {
        int at = random.nextInt(SIZE / 512 - 200) * 512;
        QemuTools.succeed(
                "qemu-io",
                "-f",
                "qcow2",
                "-c",
                "write -P 9 " + at + " 64k",
                "-c",
                "write -z " + at + " 3k",
                image().toString());
        Arrays.fill(guest.model, at, at + 65536, (byte) 9);
        Arrays.fill(guest.model, at, at + 3072, (byte) 0);
    }

    @Test
    void placesAreThoseOfTheDataFileAndTheDiskCanBeResized() throws Exception {
        QemuTools.require();
        create(65536, true, false);
        open(
                true,
                (device, context) -> {
                    var extent = device.status(1 << 20, 4096);
                    assertEquals("data-file", extent.location().orElseThrow().child());
                    assertEquals(1 << 20, extent.location().orElseThrow().offset());
                    var guest = new RandomGuest(1, new byte[SIZE]);
                    guest.step(device, 4096);
                    guest.resize(device, 9 << 20);
                    guest.step(device, 4096);
                    guest.resize(device, 2 << 20);
                    guest.resize(device, 3 << 20);
                    guest.verify(device);
                });
        assertEquals(3 << 20, Files.size(data()));
        QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", image().toString());
        QemuTools.succeed(
                "qemu-img", "compare", "-F", "raw", image().toString(), data().toString());
    }

    @Test
    void metadataAreToldWithoutTheDataFile() throws Exception {
        create(65536, true, false);
        try (var file = new FileChild(image())) {
            var context = TestContext.over(file);
            context.readOnly = true;
            assertEquals(
                    ErrorKind.INVALID_OPTION,
                    assertThrows(BlockException.class, context::open).kind());
            context.metadataOnly = true;
            try (var device = context.open()) {
                var specific = ((Describable) device).describe().specific();
                assertEquals(true, specific.get("data-file-raw"));
                assertTrue(specific.containsKey("data-file"));
                assertThrows(BlockException.class, () -> device.read(0, ByteBuffer.allocate(512)));
            }
        }
    }

    @Test
    void whatNeedsSharedClustersIsRefused() throws Exception {
        create(65536, false, false);
        open(
                false,
                (device, context) ->
                        assertEquals(
                                ErrorKind.UNSUPPORTED,
                                assertThrows(
                                                BlockException.class,
                                                () ->
                                                        device.write(
                                                                0,
                                                                ByteBuffer.allocate(65536),
                                                                RequestFlags.COMPRESSED))
                                        .kind()));
    }

    /** As with the peer: whoever moves to another folder has to name it. */
    @Test
    void aRelativeNameIsRelativeToWhereTheProgramRuns() throws Exception {
        var context = TestContext.over(new MemoryChild());
        context.dataFile = Optional.of(new MemoryChild());
        context.create(creation(65536, false));
        context.open().close();
        assertEquals(
                Optional.of(Path.of("memory").toAbsolutePath().toString()), context.recordedData);
    }
}
