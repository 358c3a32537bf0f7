package org.blockyard.protocol.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockyard.io.BlockException;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files past the page cache. */
class DirectTest {
    private static final int SIZE = 1 << 20;

    @TempDir Path folder;

    private final TestContext context = new TestContext();

    @AfterEach
    void close() throws Exception {
        context.close();
    }

    private FileDevice open(long length) throws Exception {
        var image = folder.resolve("image.raw");
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(length);
        }
        context.cacheDirect = true;
        try {
            return context.open(image);
        } catch (BlockException failure) {
            Peer.missing("the file system has no O_DIRECT: " + failure.sentence());
            throw failure;
        }
    }

    @Test
    void requestsWithinTheLimitsWork() throws Exception {
        var device = open(SIZE);
        int unit = device.limits().requestAlignment();
        assertTrue(unit >= 512 && unit <= 65536, () -> "alignment " + unit);
        device.write(unit, TestContext.pattern(unit), RequestFlags.NONE);
        var target = TestContext.zeroes(unit);
        device.read(unit, target);
        assertEquals(TestContext.pattern(unit), target.flip());
    }

    @Test
    void nothingIsDoneAtOnce() throws Exception {
        var device = open(SIZE);
        assertFalse(device.tryRead(0, TestContext.zeroes(4096)));
        assertFalse(device.tryWrite(0, TestContext.pattern(4096), RequestFlags.NONE));
        assertTrue(device.tryMap(0, 4096).isEmpty());
        assertTrue(device.trySendable(0, 4096).isEmpty());
    }

    @Test
    void theEndOfAFileOfOddLengthIsReadAndWritten() throws Exception {
        long length = SIZE + 100;
        var device = open(length);
        assertEquals(SIZE + 512, device.length());
        var tail = TestContext.pattern(512);
        device.write(SIZE, tail, RequestFlags.NONE);
        assertEquals(SIZE + 512, Files.size(folder.resolve("image.raw")));
        var target = TestContext.zeroes(512);
        device.read(SIZE, target);
        assertEquals(TestContext.pattern(512), target.flip());
    }

    @Test
    void aTailShorterThanTheAlignmentGoesThroughWholeBlocks() throws Exception {
        open(SIZE + 512);
        var image = folder.resolve("image.raw").toString();
        try (var file =
                org.blockyard.posix.Posix.open(
                        image,
                        java.util.Set.of(
                                org.blockyard.posix.OpenFlag.WRITE,
                                org.blockyard.posix.OpenFlag.DIRECT))) {
            var tail = new DirectTail(file, 4096);
            var source = TestContext.pattern(4096 + 512);
            tail.write(SIZE - 4096, source);
            assertFalse(source.hasRemaining());
            assertEquals(SIZE + 512, file.length());
            var target = TestContext.zeroes(4096 + 512);
            tail.read(SIZE - 4096, target);
            assertFalse(target.hasRemaining());
            assertEquals(TestContext.pattern(4096 + 512), target.flip());
        }
    }
}
