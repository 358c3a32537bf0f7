package org.blockyard.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reads by a ring, while its thread waits for a socket too. */
@Timeout(300)
class ReadRingTest {
    private static final int BLOCK = 4096;
    private static final int BLOCKS = 64;

    @TempDir Path folder;

    private final byte[] content = new byte[BLOCK * BLOCKS + 100];
    private final Map<Integer, Integer> ended = new HashMap<>();
    private HostFile file;
    private HostFile input;
    private HostFile slow;
    private ReadRing ring;

    @BeforeEach
    void open() throws Exception {
        new Random(1).nextBytes(content);
        var path = Files.write(folder.resolve("file"), content);
        file = Posix.open(path.toString(), Set.of());
        input = fifo("input");
        slow = fifo("slow");
        ring = ReadRing.of(BLOCKS);
    }

    @AfterEach
    void close() throws Exception {
        System.clearProperty("blockyard.io_uring");
        ring.close();
        input.close();
        slow.close();
        file.close();
    }

    private ByteBuffer read(long offset, int length, int token) {
        var target = ByteBuffer.allocateDirect(length);
        ring.read(file.descriptor(), offset, target, token);
        return target;
    }

    private HostFile fifo(String name) throws Exception {
        var path = folder.resolve(name).toString();
        assertEquals(0, new ProcessBuilder("mkfifo", path).start().waitFor());
        return Posix.open(path, Set.of(OpenFlag.WRITE)); // for both, so it does not wait
    }

    private void readSlowly(int token) {
        ring.read(slow.descriptor(), 0, ByteBuffer.allocateDirect(4), token);
    }

    private void endSlowRead() throws Exception {
        Files.write(folder.resolve("slow"), new byte[4]);
    }

    private boolean awaitInput() {
        return ring.awaitInput(input.descriptor(), ended::put);
    }

    @Test
    void readsGetWhatIsInTheFile() throws Exception {
        file.dropCache();
        var targets = new ByteBuffer[BLOCKS];
        for (int i = 0; i < BLOCKS; i++) {
            targets[i] = read(i * (long) BLOCK, BLOCK, i);
        }
        assertEquals(BLOCKS, ring.underWay());
        assertThrows(IllegalStateException.class, () -> read(0, BLOCK, BLOCKS));
        while (ring.underWay() > 0) {
            ring.awaitResult(ended::put);
        }
        for (int i = 0; i < BLOCKS; i++) {
            assertEquals(BLOCK, ended.get(i));
            var bytes = new byte[BLOCK];
            targets[i].get(bytes);
            assertArrayEquals(
                    java.util.Arrays.copyOfRange(content, i * BLOCK, (i + 1) * BLOCK), bytes);
        }
    }

    @Test
    void theEndOfTheFileAndFailuresAreTold() {
        read(BLOCK * BLOCKS, BLOCK, 1);
        read(content.length, BLOCK, 2);
        ring.read(1_000_000, 0, ByteBuffer.allocateDirect(BLOCK), 3);
        while (ring.underWay() > 0) {
            ring.awaitResult(ended::put);
        }
        assertEquals(Map.of(1, 100, 2, 0, 3, -ErrorNumber.EBADF), ended);
    }

    @Test
    void inputIsToldWhileAReadDoesNotEnd() throws Exception {
        readSlowly(5);
        ring.submit(ended::put);
        assertEquals(1, ring.underWay());
        Files.write(folder.resolve("input"), new byte[1]);
        assertTrue(awaitInput());
        assertTrue(awaitInput(), "nobody has read it");
        Files.newInputStream(folder.resolve("input")).read();
        endSlowRead();
        assertFalse(awaitInput());
        assertEquals(Map.of(5, 4), ended);
    }

    @Test
    void inputThatWasReadMeanwhileIsNotTold() throws Exception {
        readSlowly(1);
        endSlowRead();
        assertFalse(awaitInput(), "it ended");
        // the question of before gets its answer
        Files.write(folder.resolve("input"), new byte[1]);
        Files.newInputStream(folder.resolve("input")).read();
        readSlowly(2);
        ring.submit(ended::put);
        endSlowRead();
        while (ring.underWay() > 0) {
            assertFalse(awaitInput(), "nothing is there");
        }
    }

    @Test
    void whatIsSwitchedOffIsRefused() {
        System.setProperty("blockyard.io_uring", "off");
        assertTrue(assertThrows(PosixException.class, () -> ReadRing.of(BLOCKS)).isUnsupported());
    }
}
