package org.blockyard.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever waits for the disk, the calls do the same. */
class IoEngineTest {
    private static final String RING_PROPERTY = "blockyard.io_uring";
    private static final Set<OpenFlag> NEW = EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE);
    private static final int BLOCK = 4096;

    @TempDir Path folder;

    private final List<PosixException> refusals = new ArrayList<>();

    @AfterEach
    void allowRings() {
        System.clearProperty(RING_PROPERTY);
    }

    private interface Action {
        void run() throws Exception;
    }

    private HostFile open(IoEngine engine) throws PosixException {
        return use(engine, Posix.open(folder.resolve("file").toString(), NEW));
    }

    private HostFile use(IoEngine engine, HostFile file) {
        file.use(new IoEngines(engine, engine, engine, 0, refusals::add));
        return file;
    }

    /** Begins an action on a virtual thread. */
    private static Thread begin(Action action, AtomicReference<Exception> failure) {
        return Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                action.run();
                            } catch (Exception e) {
                                failure.set(e);
                            }
                        });
    }

    private static void onVirtualThreads(int count, java.util.function.IntFunction<Action> actions)
            throws Exception {
        var failure = new AtomicReference<Exception>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < count; i++) {
            threads.add(begin(actions.apply(i), failure));
        }
        for (var thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private static ByteBuffer random(int size, long seed, boolean direct) {
        var bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        var buffer = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        return buffer.put(bytes).flip();
    }

    @ParameterizedTest
    @EnumSource
    void manyThreadsGetTheirOwnBytes(IoEngine engine) throws Exception {
        try (var file = open(engine)) {
            onVirtualThreads(
                    200,
                    i ->
                            () -> {
                                boolean direct = i % 2 == 0;
                                int size = 1 + 97 * i;
                                long at = 20_000L * i;
                                var written = random(size, i, direct);
                                file.write(at, written);
                                assertFalse(written.hasRemaining());
                                file.syncData();
                                var read = random(size, -1, direct);
                                assertEquals(size, file.read(at, read));
                                assertEquals(written.flip(), read.flip());
                            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReadOverTheEndIsShort(IoEngine engine) throws Exception {
        try (var file = open(engine)) {
            file.truncate(BLOCK + 100);
            onVirtualThreads(
                    1,
                    i ->
                            () -> {
                                var target = ByteBuffer.allocateDirect(2 * BLOCK);
                                assertEquals(BLOCK + 100, file.read(0, target));
                                assertEquals(BLOCK + 100, target.position());
                                assertEquals(0, file.read(2 * BLOCK, target));
                            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void failuresCarryTheSystemsNumbers(IoEngine engine) throws Exception {
        Files.createFile(folder.resolve("read-only"));
        var readOnly = folder.resolve("read-only").toString();
        try (var unwritable = use(engine, Posix.open(readOnly, Set.of()));
                var full = use(engine, Posix.open("/dev/full", Set.of(OpenFlag.WRITE)))) {
            onVirtualThreads(
                    1,
                    i ->
                            () -> {
                                assertErrno(9, () -> unwritable.write(0, random(10, 0, true)));
                                assertErrno(28, () -> full.write(0, random(BLOCK, 0, true)));
                                assertErrno(ErrorNumber.EINVAL, full::syncData);
                            });
        }
    }

    @Test
    void withoutARingThreadsDoTheSameAndItIsToldOnce() throws Exception {
        System.setProperty(RING_PROPERTY, "off");
        try (var file = open(IoEngine.RING)) {
            assertFalse(file.hasRing());
            onVirtualThreads(
                    20,
                    i ->
                            () -> {
                                file.write(BLOCK * i, random(BLOCK, i, true));
                                var read = ByteBuffer.allocateDirect(BLOCK);
                                file.read(BLOCK * i, read);
                                assertEquals(random(BLOCK, i, true), read.flip());
                            });
        }
        assertEquals(1, refusals.size());
        assertTrue(refusals.getFirst().isUnsupported());
    }

    @Test
    void aPlatformThreadWaitsItselfUnlessARingIsAskedFor() throws Exception {
        System.setProperty(RING_PROPERTY, "off");
        try (var file = open(IoEngine.RING_IF_VIRTUAL)) {
            file.write(0, random(BLOCK, 0, true));
        }
        assertTrue(refusals.isEmpty());
        try (var file = open(IoEngine.RING)) {
            file.write(0, random(BLOCK, 0, true));
        }
        assertEquals(1, refusals.size());
    }

    /** A pipe with a name: reads wait until something is written. */
    private Path pipe() throws Exception {
        var pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        return pipe;
    }

    private HostFile ringOn(Path pipe) throws PosixException {
        var file = use(IoEngine.RING, Posix.open(pipe.toString(), Set.of(OpenFlag.WRITE)));
        assumeTrue(file.hasRing(), () -> "this system refuses io_uring: " + refusals);
        return file;
    }

    @Test
    void manyMoreReadsThanPlacesWaitWithoutHoldingCarriers() throws Exception {
        var pipe = pipe();
        int count = 500; // a ring has 128 places, this machine fewer carriers
        try (var file = ringOn(pipe)) {
            var sum = new java.util.concurrent.atomic.AtomicInteger();
            var failure = new AtomicReference<Exception>();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < count; i++) {
                Action readOne =
                        () -> {
                            var target = ByteBuffer.allocateDirect(1);
                            assertEquals(1, file.read(0, target));
                            sum.addAndGet(target.get(0));
                        };
                threads.add(begin(readOne, failure));
            }
            begin(() -> Files.write(pipe, new byte[count / 2]), failure).join();
            var ones = new byte[count - count / 2];
            java.util.Arrays.fill(ones, (byte) 1);
            Files.write(pipe, ones);
            for (var thread : threads) {
                thread.join();
            }
            assertNull(failure.get());
            assertEquals(ones.length, sum.get());
        }
    }

    @Test
    void anInterruptIsKeptUntilTheCallIsOver() throws Exception {
        var pipe = pipe();
        try (var file = ringOn(pipe)) {
            var failure = new AtomicReference<Exception>();
            var reader =
                    begin(
                            () -> {
                                file.read(0, ByteBuffer.allocateDirect(1));
                                assertTrue(Thread.currentThread().isInterrupted());
                            },
                            failure);
            reader.interrupt();
            Files.write(pipe, new byte[1]);
            reader.join();
            assertNull(failure.get());
        }
    }

    @Test
    void closingWaitsForWhatIsInFlight() throws Exception {
        var pipe = pipe();
        var file = ringOn(pipe);
        var target = ByteBuffer.allocateDirect(8);
        var failure = new AtomicReference<Exception>();
        var reader = begin(() -> file.read(0, target), failure);
        awaitState(reader, Thread.State.WAITING);
        var closer = Thread.ofPlatform().start(file::close);
        awaitState(closer, Thread.State.WAITING);
        Files.write(pipe, new byte[8]);
        reader.join();
        closer.join();
        assertNull(failure.get());
        assertEquals(8, target.position());
    }

    private static void awaitState(Thread thread, Thread.State state) {
        while (thread.getState() != state) {
            Thread.onSpinWait();
        }
    }

    private static void assertErrno(int errno, org.junit.jupiter.api.function.Executable action) {
        assertEquals(errno, assertThrows(PosixException.class, action).errno());
    }
}
