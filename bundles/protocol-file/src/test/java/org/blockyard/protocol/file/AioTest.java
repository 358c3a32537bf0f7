package org.blockyard.protocol.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The option {@code aio}: what it makes of requests, and that it tells what it could not do. */
class AioTest {
    private static final String RING_PROPERTY = "blockyard.io_uring";
    private static final int SIZE = 1 << 20;
    private static final int BLOCK = 4096;

    @TempDir Path folder;

    private final TestContext context = new TestContext();
    private Path image;

    @BeforeEach
    void makeImage() throws Exception {
        image = folder.resolve("image.raw");
        Files.write(image, new byte[SIZE]);
    }

    @AfterEach
    void close() throws Exception {
        System.clearProperty(RING_PROPERTY);
        context.close();
    }

    private FileDevice open(FileOptions.Aio aio) throws Exception {
        return open(Optional.of(aio));
    }

    private FileDevice open(Optional<FileOptions.Aio> aio) throws Exception {
        return context.open(
                new FileOptions(
                        image.toString(),
                        FileOptions.Locking.AUTO,
                        aio,
                        0,
                        true,
                        Optional.empty(),
                        false));
    }

    private static Map<String, Object> told(FileDevice device) throws Exception {
        return device.describe().specific();
    }

    /** Writes and reads on a virtual thread, as a client's request that may have to wait. */
    private static void writesAndReads(FileDevice device) throws Exception {
        var failure = new AtomicReference<Throwable>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                device.write(BLOCK, TestContext.pattern(BLOCK), RequestFlags.NONE);
                                device.flush();
                                var target = TestContext.zeroes(BLOCK);
                                device.read(BLOCK, target);
                                assertEquals(TestContext.pattern(BLOCK), target.flip());
                            } catch (Exception | AssertionError e) {
                                failure.set(e);
                            }
                        })
                .join();
        assertNull(failure.get());
    }

    @Test
    void withoutTheOptionNothingIsTold() throws Exception {
        var device = open(Optional.empty());
        writesAndReads(device);
        assertEquals(Map.of(), told(device));
    }

    @Test
    void threadsAreTold() throws Exception {
        var device = open(FileOptions.Aio.THREADS);
        writesAndReads(device);
        assertEquals(Map.of(AioUse.MEMBER, "threads"), told(device));
    }

    @Test
    void theRingIsUsedAndTold() throws Exception {
        var device = open(FileOptions.Aio.IO_URING);
        writesAndReads(device);
        var told = told(device).get(AioUse.MEMBER);
        assumeTrue("io_uring".equals(told), () -> "this system has none: " + told);
    }

    @Test
    void nativeIsTheRingPastThePageCache() throws Exception {
        context.cacheDirect = true;
        var device = open(FileOptions.Aio.NATIVE);
        writesAndReads(device);
        assertTrue(String.valueOf(told(device)).contains("io_uring"));
    }

    @Test
    void aSystemWithoutTheRingIsServedByThreadsAndToldOf() throws Exception {
        System.setProperty(RING_PROPERTY, "off");
        var device = open(FileOptions.Aio.IO_URING);
        writesAndReads(device);
        assertEquals(
                Map.of(
                        AioUse.MEMBER,
                        "threads, for the system refuses io_uring: Function not implemented"),
                told(device));
    }
}
