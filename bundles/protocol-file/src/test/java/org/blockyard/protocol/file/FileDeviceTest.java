package org.blockyard.protocol.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file does as a disk. */
class FileDeviceTest {
    private static final int SIZE = 1 << 20;
    private static final int BLOCK = 65536;

    @TempDir Path folder;

    private final TestContext context = new TestContext();
    private Path image;
    private FileDevice device;

    @BeforeEach
    void openImage() throws Exception {
        image = folder.resolve("image.raw");
        setLength(SIZE);
        device = context.open(image);
    }

    @AfterEach
    void closeImage() throws Exception {
        context.close();
    }

    private void setLength(long length) throws Exception {
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(length);
        }
    }

    private static byte[] content(ByteBuffer buffer) {
        var bytes = new byte[buffer.capacity()];
        buffer.get(0, bytes);
        return bytes;
    }

    private byte[] readBack(long offset, int size) throws Exception {
        var target = TestContext.pattern(size);
        device.read(offset, target);
        assertEquals(size, target.position());
        return content(target);
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        var source = TestContext.pattern(BLOCK);
        device.write(4096, source, RequestFlags.NONE);
        assertEquals(BLOCK, source.position());
        assertArrayEquals(content(source), readBack(4096, BLOCK));
        assertArrayEquals(
                content(source),
                java.util.Arrays.copyOfRange(Files.readAllBytes(image), 4096, 4096 + BLOCK));
    }

    @Test
    void heapBuffersServeToo() throws Exception {
        var bytes = new byte[200_000];
        new java.util.Random(1).nextBytes(bytes);
        device.write(100, ByteBuffer.wrap(bytes), RequestFlags.NONE);
        var target = ByteBuffer.allocate(bytes.length);
        device.read(100, target);
        assertArrayEquals(bytes, target.array());
    }

    @Test
    void onlyTheBufferBetweenPositionAndLimitIsUsed() throws Exception {
        var source = TestContext.pattern(3 * 512);
        device.write(0, source.position(512).limit(1024), RequestFlags.NONE);
        var target = TestContext.zeroes(3 * 512);
        device.read(0, target.position(512).limit(1024));
        assertEquals(1024, target.position());
        target.clear();
        assertEquals(0, target.get(511));
        assertEquals(TestContext.pattern(1024).get(512), target.get(512));
        assertEquals(TestContext.pattern(1024).get(1023), target.get(1023));
        assertEquals(0, target.get(1024));
    }

    @Test
    void aFileCutUnderUsReadsAsZeroes() throws Exception {
        device.write(0, TestContext.pattern(SIZE), RequestFlags.NONE);
        setLength(1000);
        var target = TestContext.pattern(4096);
        device.read(0, target);
        assertEquals(TestContext.pattern(4096).get(999), target.get(999));
        assertEquals(0, target.get(1000));
        assertArrayEquals(new byte[4096], readBack(SIZE - 4096, 4096));
    }

    @Test
    void theLengthCountsWholeSectors() throws Exception {
        setLength(1000);
        try (var odd = new TestContext()) {
            var short1000 = odd.open(image);
            assertEquals(1024, short1000.length());
            short1000.write(512, TestContext.pattern(512), RequestFlags.NONE);
            assertEquals(1024, Files.size(image));
        }
    }

    @Test
    void aWritePastTheEndMakesTheFileLonger() throws Exception {
        device.write(SIZE, TestContext.pattern(4096), RequestFlags.NONE);
        assertEquals(SIZE + 4096, device.length());
        assertArrayEquals(content(TestContext.pattern(4096)), readBack(SIZE, 4096));
    }

    @Test
    void cachedBytesAreReadAtOnce() throws Exception {
        device.write(0, TestContext.pattern(BLOCK), RequestFlags.NONE);
        var target = TestContext.zeroes(BLOCK);
        assertTrue(device.tryRead(0, target));
        assertFalse(target.hasRemaining());
        assertArrayEquals(content(TestContext.pattern(BLOCK)), content(target));
    }

    @Test
    void aReadThatIsRefusedLeavesThePosition() throws Exception {
        var heap = ByteBuffer.allocate(512).position(7);
        if (!device.tryRead(0, heap)) {
            assertEquals(7, heap.position());
        }
    }

    @Test
    void wholePagesAreWrittenAtOnce() throws Exception {
        var source = TestContext.pattern(BLOCK);
        if (device.tryWrite(BLOCK, source, RequestFlags.NONE)) {
            assertFalse(source.hasRemaining());
            assertArrayEquals(content(TestContext.pattern(BLOCK)), readBack(BLOCK, BLOCK));
        } else {
            assertEquals(0, source.position());
        }
    }

    @Test
    void cachedBytesCanBeSentFromTheMapping() throws Exception {
        device.write(0, TestContext.pattern(SIZE), RequestFlags.NONE);
        var lent = device.tryMap(BLOCK, BLOCK).orElseThrow();
        var copy = folder.resolve("copy");
        try (lent;
                var out =
                        FileChannel.open(
                                copy, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertEquals(BLOCK, out.write(lent.bytes()));
        }
        assertArrayEquals(readBack(BLOCK, BLOCK), Files.readAllBytes(copy));
    }

    @Test
    void cachedBytesCanBeSentWithoutAMapping() throws Exception {
        device.write(0, TestContext.pattern(SIZE), RequestFlags.NONE);
        var arrived = new ByteArrayOutputStream();
        try (var lent = device.trySendable(BLOCK, 2 * BLOCK).orElseThrow();
                var channel = Channels.newChannel(arrived)) {
            assertEquals(2 * BLOCK, lent.length());
            device.write(BLOCK, TestContext.pattern(BLOCK), RequestFlags.NONE);
            for (int sent = 0; sent < lent.length(); ) {
                sent += lent.send(sent, channel);
            }
        }
        assertArrayEquals(readBack(BLOCK, 2 * BLOCK), arrived.toByteArray());
    }

    @Test
    void onlyBytesOfTheFileCanBeSent() throws Exception {
        device.write(0, TestContext.pattern(SIZE), RequestFlags.NONE);
        assertTrue(device.trySendable(SIZE - BLOCK, 2 * BLOCK).isEmpty());
        var lent = device.trySendable(BLOCK, BLOCK).orElseThrow();
        setLength(BLOCK);
        assertTrue(device.trySendable(BLOCK, BLOCK).isEmpty());
        try (var channel = Channels.newChannel(new ByteArrayOutputStream())) {
            assertThrows(BlockException.class, () -> lent.send(0, channel));
        }
    }

    @Test
    void aMappingFollowsGrowthAndRefusesWhatWasCutOff() throws Exception {
        assertTrue(device.tryMap(SIZE, 4096).isEmpty());
        device.resize(2 * SIZE, Preallocation.OFF, true);
        device.write(SIZE, TestContext.pattern(4096), RequestFlags.NONE);
        assertTrue(device.tryMap(SIZE, 4096).isPresent());
        device.resize(SIZE, Preallocation.OFF, true);
        assertTrue(device.tryMap(SIZE, 4096).isEmpty());
    }

    @Test
    void aMappingOfAFileCutUnderUsFailsInTheChannelOnly() throws Exception {
        device.write(0, TestContext.pattern(SIZE), RequestFlags.NONE);
        var lent = device.tryMap(BLOCK, BLOCK).orElseThrow();
        setLength(0);
        try (var out =
                FileChannel.open(
                        folder.resolve("copy"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE)) {
            assertThrows(java.io.IOException.class, () -> out.write(lent.bytes()));
        }
    }

    @Test
    void zeroesKeepTheirSpaceUnlessItMayGo() throws Exception {
        device.write(0, TestContext.pattern(SIZE), RequestFlags.NONE);
        device.flush();
        long before = allocated();
        if (!device.writeZeroes(0, 4 * BLOCK, RequestFlags.NONE)) {
            Peer.missing("the file system can't zero in place");
        }
        assertArrayEquals(new byte[4 * BLOCK], readBack(0, 4 * BLOCK));
        assertEquals(before, allocated());
        assertTrue(device.writeZeroes(4 * BLOCK, 4 * BLOCK, RequestFlags.MAY_UNMAP));
        assertArrayEquals(new byte[4 * BLOCK], readBack(4 * BLOCK, 4 * BLOCK));
        assertEquals(before - 4 * BLOCK, allocated());
    }

    @Test
    void aDiscardGivesSpaceBackOnlyIfItIsPassedOn() throws Exception {
        device.write(0, TestContext.pattern(SIZE), RequestFlags.NONE);
        device.flush();
        long before = allocated();
        device.discard(0, BLOCK);
        assertEquals(before - BLOCK, allocated());
        try (var ignoring = new TestContext()) {
            ignoring.discard = false;
            ignoring.open(image).discard(BLOCK, BLOCK);
        }
        assertEquals(before - BLOCK, allocated());
    }

    private long allocated() throws Exception {
        return device.describe().actualSize().orElseThrow();
    }

    @Test
    void statusTellsDataFromHoles() throws Exception {
        device.write(BLOCK, TestContext.pattern(BLOCK), RequestFlags.NONE);
        assertEquals(Extent.zero(BLOCK), device.status(0, SIZE));
        assertEquals(Extent.data(BLOCK), device.status(BLOCK, SIZE - BLOCK));
        assertEquals(Extent.data(BLOCK - 4096), device.status(BLOCK + 4096, SIZE - BLOCK - 4096));
        assertEquals(Extent.zero(SIZE - 2 * BLOCK), device.status(2 * BLOCK, SIZE - 2 * BLOCK));
        device.discard(BLOCK, BLOCK);
        assertEquals(Extent.zero(SIZE - BLOCK), device.status(BLOCK, SIZE - BLOCK));
    }

    @Test
    void resizingGivesSpaceAsAsked() throws Exception {
        device.resize(2 * SIZE, Preallocation.OFF, true);
        assertEquals(0, allocated());
        device.resize(3 * SIZE, Preallocation.FALLOC, true);
        assertTrue(allocated() >= SIZE, () -> "falloc");
        device.resize(4 * SIZE, Preallocation.FULL, true);
        assertTrue(allocated() >= 2 * SIZE, () -> "full");
        assertEquals(4 * SIZE, device.length());
        assertArrayEquals(new byte[SIZE], readBack(3 * SIZE, SIZE));
    }

    @Test
    void preallocationThatMakesNoSenseIsRefused() {
        var metadata =
                assertThrows(
                        BlockException.class,
                        () -> device.resize(2 * SIZE, Preallocation.METADATA, true));
        assertEquals("Unsupported preallocation mode: metadata", metadata.sentence());
        var shrinking =
                assertThrows(
                        BlockException.class,
                        () -> device.resize(SIZE / 2, Preallocation.FULL, true));
        assertEquals("Preallocation can't be used for shrinking files", shrinking.sentence());
        assertEquals(SIZE, device.length());
    }

    @Test
    void aFileTooLargeForItsFileSystemIsNoSpace() throws Exception {
        var failure =
                assertThrows(
                        BlockException.class,
                        () -> device.resize(Long.MAX_VALUE & -512, Preallocation.OFF, true));
        assertEquals(ErrorKind.NO_SPACE, failure.kind());
        assertEquals(SIZE, Files.size(image));
    }

    @Test
    void aDiskOpenForReadingIsNotWritten() throws Exception {
        try (var reading = new TestContext()) {
            reading.readOnly = true;
            var readOnly = reading.open(image);
            var source = TestContext.pattern(512);
            assertFalse(readOnly.tryWrite(0, source, RequestFlags.NONE));
            var failure =
                    assertThrows(
                            BlockException.class,
                            () -> readOnly.write(0, source, RequestFlags.NONE));
            assertEquals(ErrorKind.READ_ONLY, failure.kind());
            readOnly.flush();
        }
    }
}
