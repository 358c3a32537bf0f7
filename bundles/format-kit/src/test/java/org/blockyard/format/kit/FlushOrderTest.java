package org.blockyard.format.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;

/** What reaches the file when, also while other things happen or fail. */
class FlushOrderTest {
    private static final int BLOCK = 4096;
    private static final int LENGTH = 16 * BLOCK;

    private final MemoryChild file = MemoryChild.of(ToyMap.image(LENGTH, BLOCK));
    private final ToyMap map;
    private final ToyDisk disk;

    FlushOrderTest() throws IOException {
        map = new ToyMap(new ImageFile(file), LENGTH, BLOCK, false);
        disk = new ToyDisk(map);
    }

    private static ByteBuffer block(int value) {
        var bytes = new byte[BLOCK];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    private void write(long block, int value) throws IOException {
        disk.write(block * BLOCK, block(value), RequestFlags.NONE);
    }

    private byte[] read(long block) throws IOException {
        var bytes = ByteBuffer.allocate(BLOCK);
        disk.read(block * BLOCK, bytes);
        return bytes.array();
    }

    private ToyDisk reopened() throws IOException {
        return ToyDisk.open(MemoryChild.of(file.content()), LENGTH, BLOCK);
    }

    private int entry(int block) {
        return ByteBuffer.wrap(file.content()).getInt(512 + 4 * block);
    }

    /** Runs an action inside the n-th flush of the file from now on. */
    private void duringFlush(int which, Action action) {
        var count = new AtomicInteger();
        file.trouble(
                (what, offset) -> {
                    if (what.equals("flush") && count.incrementAndGet() == which) {
                        action.run();
                    }
                });
    }

    private interface Action {
        void run() throws IOException;
    }

    @Test
    void tableDoesNotNameWhatIsWrittenDuringTheFlush() throws IOException {
        write(0, 1);
        duringFlush(1, () -> write(1, 2));
        disk.flush();
        assertNotEquals(0, entry(0));
        assertEquals(0, entry(1), "its data may not be on stable storage");
        disk.flush();
        assertNotEquals(0, entry(1));
    }

    @Test
    void nothingButAFlushWhenNoTableChanged() throws IOException {
        write(0, 1);
        disk.flush();
        int before = file.flushes();
        write(0, 2);
        disk.flush();
        assertEquals(before + 1, file.flushes());
    }

    @Test
    void spaceIsNotUsedAgainBeforeTheTableLetsItGo() throws IOException {
        write(0, 1);
        disk.flush();
        var place = map.lookup(0);
        duringFlush(1, () -> disk.discard(0, BLOCK));
        disk.flush();
        write(1, 2);
        assertNotEquals(place, map.lookup(1), "the file's table still names it for block 0");
        disk.flush();
        write(2, 3);
        assertEquals(place, map.lookup(2), "now it is free");
    }

    @Test
    void spaceIsNotUsedAgainWhileSomebodyReadsThere() throws IOException {
        write(0, 1);
        disk.flush();
        var place = map.lookup(0);
        file.lend();
        var lent = disk.tryMap(0, BLOCK).orElseThrow();
        disk.discard(0, BLOCK);
        disk.flush();
        write(1, 2);
        assertNotEquals(place, map.lookup(1));
        lent.close();
        disk.flush();
        write(2, 3);
        assertEquals(place, map.lookup(2));
    }

    @Test
    void failedWriteOfDataMapsNothingAndItsSpaceIsFilledWhenUsedAgain() throws IOException {
        file.trouble(
                (what, offset) -> {
                    if (what.equals("write")) {
                        // half of it may be there
                        file.trouble((also, where) -> {});
                        file.write(
                                offset,
                                ByteBuffer.allocate(BLOCK).put(9, (byte) 9).rewind(),
                                RequestFlags.NONE);
                        throw new IOException("no");
                    }
                });
        assertThrows(IOException.class, () -> write(0, 1));
        assertEquals(Place.ABSENT, map.lookup(0));
        assertArrayEquals(new byte[BLOCK], read(0));
        disk.write(BLOCK + 100, ByteBuffer.wrap(new byte[] {1}), RequestFlags.NONE);
        assertEquals(0, read(1)[9], "what failed before shows");
        disk.flush();
        assertEquals(1, reopened().all()[BLOCK + 100]);
    }

    @Test
    void blocksThatWereMappedBeforeAFailureKeepTheirSpace() throws IOException {
        map.mapsUntilFailure = 2;
        var three = ByteBuffer.allocate(3 * BLOCK);
        Arrays.fill(three.array(), (byte) 7);
        assertThrows(IOException.class, () -> disk.write(0, three, RequestFlags.NONE));
        for (int block = 2; block < 6; block++) {
            write(block, block);
        }
        disk.flush();
        var all = reopened().all();
        for (int block = 0; block < 6; block++) {
            assertEquals(block < 2 ? 7 : block, all[block * BLOCK], "block " + block);
        }
    }

    @Test
    void failedFlushIsDoneAgain() throws IOException {
        write(0, 1);
        duringFlush(
                2,
                () -> {
                    throw new IOException("no");
                });
        assertThrows(IOException.class, disk::flush);
        file.trouble((what, offset) -> {});
        disk.flush();
        assertArrayEquals(block(1).array(), Arrays.copyOf(reopened().all(), BLOCK));
    }

    @Test
    void failedWriteOfTheTableIsDoneAgain() throws IOException {
        write(0, 1);
        file.trouble(
                (what, offset) -> {
                    if (what.equals("write") && offset < 1024) {
                        throw new IOException("no");
                    }
                });
        assertThrows(IOException.class, disk::flush);
        assertEquals(0, entry(0));
        file.trouble((what, offset) -> {});
        disk.flush();
        assertNotEquals(0, entry(0));
        assertTrue(map.lookup(0) instanceof Place.Data);
    }
}
