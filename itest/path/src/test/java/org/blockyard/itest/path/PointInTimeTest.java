package org.blockyard.itest.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.blockyard.driver.CopyBeforeWrite;
import org.blockyard.driver.CopyStep;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a copy-before-write filter keeps reads as the disk did when the filter was put above it,
 * whatever is written to the disk.
 */
class PointInTimeTest {
    private static final int LENGTH = Disks.LENGTH;
    private static final int BLOCK = Disks.BLOCK;
    private static final long SEED = Disks.SEED;

    @TempDir Path folder;

    private Disks disks;
    private byte[] content;

    @BeforeEach
    void start() throws IOException {
        disks = new Disks(folder);
        content = Disks.content(new Random(SEED));
    }

    @AfterEach
    void stop() {
        disks.close();
    }

    /** A raw disk with content, a target of some kind, the filter and the moment. */
    private void keep(String target, Map<String, Object> more) throws IOException {
        disks.raw("disk");
        disks.write("disk", content);
        switch (target) {
            case "raw" -> disks.raw("target");
            case "qcow2" -> disks.qcow2("target");
            default -> disks.overlay("target", "disk");
        }
        Map<String, Object> filter = new LinkedHashMap<>(more);
        filter.putAll(Map.of("driver", "copy-before-write", "file", "disk", "target", "target"));
        disks.add("filter", filter);
        disks.add("then", Map.of("driver", "snapshot-access", "file", "filter"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2", "overlay"})
    void theMomentStaysWhileTheDiskIsWritten(String target) throws Exception {
        keep(target, Map.of());
        var now = content.clone();
        try (var guest = disks.guest("filter");
                var lane = guest.openLane()) {
            var chance = new Random(SEED);
            for (int i = 0; i < 300; i++) {
                int length = 1 + chance.nextInt(200_000);
                int at = chance.nextInt(LENGTH - length);
                var some = new byte[length];
                switch (chance.nextInt(6)) {
                    case 0 -> lane.writeZeroes(at, length, RequestFlags.MAY_UNMAP);
                    case 1 -> {
                        lane.discard(at, length);
                        lane.read(at, ByteBuffer.wrap(some));
                    }
                    default -> {
                        chance.nextBytes(some);
                        lane.write(at, ByteBuffer.wrap(some), RequestFlags.NONE);
                    }
                }
                System.arraycopy(some, 0, now, at, length);
            }
        }
        assertArrayEquals(now, disks.read("filter"), "the disk itself");
        assertArrayEquals(content, disks.read("then"), "the moment");
        if (target.equals("overlay")) {
            assertArrayEquals(content, disks.read("target"), "what lies over the disk");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"then", "target"})
    void readersAndWritersAtTheSameTimeSeeWhatIsTheirs(String reads) throws Exception {
        keep("overlay", Map.of());
        var over = new AtomicBoolean();
        var failure = new AtomicReference<Throwable>();
        var writers = new Thread[3];
        for (int w = 0; w < writers.length; w++) {
            var chance = new Random(SEED + w);
            writers[w] =
                    Thread.startVirtualThread(
                            () -> {
                                try (var guest = disks.guest("filter");
                                        var lane = guest.openLane()) {
                                    for (int i = 0; i < 150; i++) {
                                        var some = new byte[4096];
                                        chance.nextBytes(some);
                                        long at = chance.nextInt(LENGTH / 4096) * 4096L;
                                        lane.write(at, ByteBuffer.wrap(some), RequestFlags.NONE);
                                    }
                                } catch (IOException | RuntimeException e) {
                                    failure.compareAndSet(null, e);
                                }
                            });
        }
        var ender =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                for (var writer : writers) {
                                    writer.join();
                                }
                            } catch (InterruptedException e) {
                                failure.compareAndSet(null, e);
                            }
                            over.set(true);
                        });
        try (var user = disks.reader(reads);
                var lane = user.openLane()) {
            var chance = new Random(SEED);
            do {
                for (int i = 0; i < 50; i++) {
                    int length = 1 + chance.nextInt(150_000);
                    int at = chance.nextInt(LENGTH - length);
                    var some = new byte[length];
                    lane.read(at, ByteBuffer.wrap(some));
                    var expected = new byte[length];
                    System.arraycopy(content, at, expected, 0, length);
                    assertArrayEquals(expected, some);
                }
            } while (!over.get());
        }
        ender.join();
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
        assertArrayEquals(content, disks.read("then"));
    }

    @Test
    void whatIsCopiedOnRequestIsAllOfTheMoment() throws Exception {
        keep("raw", Map.of());
        try (var guest = disks.guest("filter");
                var lane = guest.openLane()) {
            var ones = new byte[BLOCK];
            java.util.Arrays.fill(ones, (byte) 1);
            long at = 0;
            CopyStep step;
            do {
                lane.write(LENGTH - BLOCK - at, ByteBuffer.wrap(ones), RequestFlags.NONE);
                step = lane.request(CopyBeforeWrite.class, copy -> copy.copyNext(0, 2 * BLOCK));
                at = (at + 3 * BLOCK) % LENGTH;
            } while (step instanceof CopyStep.Copied);
            assertEquals(new CopyStep.Finished(), step);
        }
        assertArrayEquals(content, disks.read("target"));
    }

    @Test
    void statusTellsOfTheMoment() throws Exception {
        keep("qcow2", Map.of());
        try (var guest = disks.guest("filter");
                var lane = guest.openLane()) {
            for (int at = 0; at < LENGTH; at += 2 * BLOCK) {
                lane.writeZeroes(at, BLOCK, RequestFlags.MAY_UNMAP);
            }
        }
        try (var user = disks.reader("then");
                var lane = user.openLane()) {
            for (long at = 0; at < LENGTH; ) {
                var run = lane.chainStatus(at, LENGTH - at, java.util.Optional.empty());
                for (long i = at; i < at + run.length(); i++) {
                    assertTrue(!run.zero() || content[(int) i] == 0, "zeroes at " + i);
                }
                at += run.length();
            }
        }
    }

    @Test
    void whatIsForgottenIsNeitherReadNorCopied() throws Exception {
        keep("raw", Map.of());
        try (var user = disks.guest("then");
                var lane = user.openLane()) {
            lane.discard(BLOCK, 2 * BLOCK);
            var failure =
                    assertThrows(
                            BlockException.class,
                            () -> lane.read(2 * BLOCK, ByteBuffer.allocate(512)));
            assertEquals(ErrorKind.DENIED, failure.kind());
            lane.read(0, ByteBuffer.allocate(BLOCK));
        }
        try (var guest = disks.guest("filter");
                var lane = guest.openLane()) {
            lane.write(BLOCK, ByteBuffer.allocate(BLOCK), RequestFlags.NONE);
            long left = lane.request(CopyBeforeWrite.class, CopyBeforeWrite::leftToCopy);
            assertEquals(LENGTH - 2 * BLOCK, left);
        }
    }

    @Test
    void thePastCantBeWritten() throws Exception {
        keep("raw", Map.of());
        try (var user = disks.guest("then");
                var lane = user.openLane()) {
            var failure =
                    assertThrows(
                            BlockException.class,
                            () -> lane.write(0, ByteBuffer.allocate(512), RequestFlags.NONE));
            assertEquals(ErrorKind.UNSUPPORTED, failure.kind());
        }
    }

    @Test
    void nobodyWritesTheDiskPastTheFilter() throws Exception {
        keep("raw", Map.of());
        var failure = assertThrows(BlockException.class, () -> disks.guest("disk").close());
        assertEquals(ErrorKind.LOCKED, failure.kind());
    }
}
