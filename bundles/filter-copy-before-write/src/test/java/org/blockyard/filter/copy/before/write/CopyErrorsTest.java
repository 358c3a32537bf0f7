package org.blockyard.filter.copy.before.write;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of writes and of the moment if old bytes can't be copied, or not in time. */
@Timeout(300)
class CopyErrorsTest {
    private static final int BLOCK = (int) BlockSize.LEAST;
    private static final int LENGTH = 8 * BLOCK;
    private static final byte[] NEW = {1, 2, 3, 4};

    /** The disk, whose reads can be held. */
    private static final class Disk extends MemoryChild {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile long held = Long.MAX_VALUE;

        Disk(byte[] content) {
            become(content);
        }

        @Override
        public void read(long offset, ByteBuffer target) throws IOException {
            if (offset == held) {
                reached.countDown();
                await(released);
            }
            super.read(offset, target);
        }
    }

    /** The target; nobody reads the disk through it. */
    private static final class Target extends MemoryChild {
        private final AtomicInteger writes = new AtomicInteger();

        Target() {
            become(new byte[LENGTH]);
        }

        void fail() {
            trouble(
                    (what, offset) -> {
                        writes.incrementAndGet();
                        throw new BlockException(ErrorKind.IO, "the target is broken");
                    });
        }

        void hold(CountDownLatch latch) {
            trouble((what, offset) -> await(latch));
        }

        void mend() {
            trouble((what, offset) -> writes.incrementAndGet());
        }

        @Override
        public boolean reaches(org.blockyard.driver.Child other) {
            return false;
        }
    }

    private final byte[] old = new byte[LENGTH];
    private Disk disk;
    private Target target;

    @BeforeEach
    void fill() {
        new Random(20261121).nextBytes(old);
        disk = new Disk(old);
        target = new Target();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private CopyBeforeWriteDevice filter(OnCopyError onError, long timeout) {
        return OpenFilter.of(disk, target, onError, timeout);
    }

    private static byte[] then(CopyBeforeWriteDevice filter, long offset, int count)
            throws IOException {
        var bytes = new byte[count];
        filter.readThen(offset, ByteBuffer.wrap(bytes));
        return bytes;
    }

    private static void write(CopyBeforeWriteDevice filter, long offset) throws IOException {
        filter.write(offset, ByteBuffer.wrap(NEW), RequestFlags.NONE);
    }

    /** Writes when copying takes no longer than it may, which a busy machine may need tries for. */
    private static void writeInTime(CopyBeforeWriteDevice filter, long offset) throws IOException {
        while (true) {
            try {
                write(filter, offset);
                return;
            } catch (BlockException e) {
                assertEquals(ErrorKind.TIMEOUT, e.kind());
            }
        }
    }

    private byte[] held(long offset) {
        return Arrays.copyOfRange(disk.content(), (int) offset, (int) offset + NEW.length);
    }

    private static void assertLost(CopyBeforeWriteDevice filter) {
        for (long offset : new long[] {0, BLOCK, LENGTH - 1}) {
            var read = assertThrows(BlockException.class, () -> then(filter, offset, 1));
            assertEquals(ErrorKind.DENIED, read.kind());
            var status = assertThrows(BlockException.class, () -> filter.statusThen(offset, 1));
            assertEquals(ErrorKind.DENIED, status.kind());
        }
        assertTrue(filter.broken().isPresent());
    }

    @Test
    void aWriteFailsAndTheMomentStaysWhole() throws IOException {
        var filter = filter(OnCopyError.BREAK_GUEST_WRITE, 0);
        target.fail();
        assertThrows(BlockException.class, () -> write(filter, 10));
        assertThrows(BlockException.class, () -> filter.writeZeroes(10, 5, RequestFlags.NONE));
        assertThrows(BlockException.class, () -> filter.discard(10, 5));
        assertArrayEquals(old, disk.content());
        assertArrayEquals(old, then(filter, 0, LENGTH));
        target.mend();
        write(filter, 10);
        assertArrayEquals(NEW, held(10));
        assertArrayEquals(old, then(filter, 0, LENGTH));
        assertTrue(filter.broken().isEmpty());
    }

    @Test
    void aWriteGoesThroughAndTheMomentIsLost() throws IOException {
        var filter = filter(OnCopyError.BREAK_SNAPSHOT, 0);
        write(filter, BLOCK);
        assertArrayEquals(old, then(filter, 0, LENGTH));
        target.fail();
        write(filter, 10);
        assertArrayEquals(NEW, held(10));
        assertLost(filter);
        target.mend();
        int tried = target.writes.get();
        write(filter, 3 * BLOCK);
        filter.writeZeroes(4 * BLOCK, NEW.length, RequestFlags.NONE);
        assertArrayEquals(NEW, held(3 * BLOCK));
        assertArrayEquals(new byte[NEW.length], held(4 * BLOCK));
        assertEquals(tried, target.writes.get(), "nothing is copied any more");
        assertLost(filter);
    }

    @Test
    void whoReadsAMomentThatIsBeingLostGetsTheOldBytes() throws Exception {
        var filter = filter(OnCopyError.BREAK_SNAPSHOT, 0);
        disk.held = BLOCK;
        var got = new byte[1][];
        var reader = Thread.ofPlatform().start(quietly(() -> got[0] = then(filter, BLOCK, 8)));
        disk.reached.await();
        disk.held = Long.MAX_VALUE;
        target.fail();
        var writer = Thread.ofPlatform().start(quietly(() -> write(filter, BLOCK)));
        while (writer.getState() != Thread.State.WAITING && writer.isAlive()) {
            Thread.onSpinWait();
        }
        assertLost(filter);
        disk.released.countDown();
        reader.join();
        writer.join();
        assertArrayEquals(Arrays.copyOfRange(old, BLOCK, BLOCK + 8), got[0]);
        assertArrayEquals(NEW, held(BLOCK));
    }

    private interface Deed {
        void run() throws IOException;
    }

    private static Runnable quietly(Deed deed) {
        return () -> {
            try {
                deed.run();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void copyingThatTakesTooLongCountsAsFailed(OnCopyError onError) throws Exception {
        var filter = filter(onError, 1);
        var latch = new CountDownLatch(1);
        target.hold(latch);
        if (onError == OnCopyError.BREAK_GUEST_WRITE) {
            var late = assertThrows(BlockException.class, () -> write(filter, BLOCK));
            assertEquals(ErrorKind.TIMEOUT, late.kind());
            assertArrayEquals(old, disk.content());
            target.mend();
            latch.countDown();
            writeInTime(filter, BLOCK);
            assertArrayEquals(old, then(filter, 0, LENGTH));
        } else {
            write(filter, BLOCK);
            assertLost(filter);
            latch.countDown();
            write(filter, 2 * BLOCK);
            assertLost(filter);
        }
        assertArrayEquals(NEW, held(BLOCK));
    }

    @Test
    void copyingInTimeIsNoFailure() throws IOException {
        var filter = filter(OnCopyError.BREAK_SNAPSHOT, 0xFFFFFFFFL);
        write(filter, BLOCK);
        assertArrayEquals(NEW, held(BLOCK));
        assertArrayEquals(old, then(filter, 0, LENGTH));
    }
}
