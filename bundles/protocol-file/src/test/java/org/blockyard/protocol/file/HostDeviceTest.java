package org.blockyard.protocol.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.BlockException;
import org.blockyard.io.Extent;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real block device: a loop device over a file. */
class HostDeviceTest {
    private static final int SIZE = 8 << 20;
    private static final int BLOCK = 65536;

    @TempDir Path folder;

    private final TestContext context = new TestContext();
    private String loop = "";
    private FileDevice device;

    @BeforeEach
    void attach() throws Exception {
        var backing = folder.resolve("disk");
        try (var file = new RandomAccessFile(backing.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        var made = Peer.run("losetup", "--show", "-f", backing.toString());
        if (made.exit() != 0) {
            System.out.println("skipped: no loop devices: " + made.output());
            org.junit.jupiter.api.Assumptions.abort(made.output());
        }
        loop = made.output().trim();
        device = open();
    }

    private FileDevice open() throws Exception {
        return (FileDevice) new HostDeviceDriver().open(FileOptions.of(loop), context);
    }

    @AfterEach
    void detach() throws Exception {
        if (!loop.isEmpty()) {
            context.close();
            Peer.run("losetup", "-d", loop);
        }
    }

    @Test
    void itsLengthIsTheDevices() {
        assertEquals(SIZE, device.length());
        assertEquals(Extent.data(4096), instantStatus());
    }

    private Extent instantStatus() {
        try {
            return device.status(0, 4096);
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void whatIsWrittenZeroedAndDiscardedIsSo() throws Exception {
        device.write(0, TestContext.pattern(4 * BLOCK), RequestFlags.NONE);
        device.flush();
        assertTrue(device.writeZeroes(0, BLOCK, RequestFlags.NONE));
        assertTrue(device.writeZeroes(BLOCK, BLOCK, RequestFlags.MAY_UNMAP));
        device.discard(2 * BLOCK, BLOCK);
        var target = TestContext.pattern(4 * BLOCK);
        device.read(0, target);
        assertEquals(-1, TestContext.zeroes(2 * BLOCK).mismatch(target.slice(0, 2 * BLOCK)));
        assertEquals(
                TestContext.pattern(4 * BLOCK).slice(3 * BLOCK, BLOCK),
                target.slice(3 * BLOCK, BLOCK));
    }

    @Test
    void zeroesOfPartsOfSectorsAreLeftToTheCaller() throws Exception {
        assertEquals(false, device.writeZeroes(100, 100, RequestFlags.NONE));
        device.discard(100, 100);
    }

    @Test
    void aNewImageNeedsRoomAndFindsNoOldBeginning() throws Exception {
        device.write(0, TestContext.pattern(4096), RequestFlags.NONE);
        var driver = new HostDeviceDriver();
        var tooLong =
                assertThrows(
                        BlockException.class,
                        () -> driver.create(new DeviceCreateOptions(loop, SIZE + 512), context));
        assertEquals("Cannot grow device files", tooLong.sentence());
        driver.create(new DeviceCreateOptions(loop, SIZE), context);
        var target = TestContext.zeroes(4096);
        device.read(0, target);
        assertEquals(512, TestContext.zeroes(4096).mismatch(target.flip()));
    }

    @Test
    void itCanNotBeResized() {
        var exact =
                assertThrows(
                        BlockException.class,
                        () -> device.resize(SIZE / 2, Preallocation.OFF, true));
        assertEquals("Cannot resize device files", exact.sentence());
        var growing =
                assertThrows(
                        BlockException.class,
                        () -> device.resize(2L * SIZE, Preallocation.OFF, false));
        assertEquals("Cannot grow device files", growing.sentence());
    }

    @Test
    void directRequestsFollowItsSectors() throws Exception {
        context.cacheDirect = true;
        var direct = open();
        assertEquals(512, direct.limits().requestAlignment());
        var target = TestContext.zeroes(4096);
        direct.read(0, target);
        assertEquals(0, target.remaining());
        assertTrue(Files.exists(Path.of(loop)));
    }
}
