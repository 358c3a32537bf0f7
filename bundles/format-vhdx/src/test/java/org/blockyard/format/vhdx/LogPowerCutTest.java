package org.blockyard.format.vhdx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.blockyard.driver.Progress;
import org.blockyard.driver.tck.Medium;
import org.blockyard.driver.tck.internal.MediumDriver;
import org.blockyard.driver.tck.internal.OpenDisk;
import org.blockyard.driver.tck.internal.Surroundings;
import org.blockyard.io.BlockException;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whenever power fails, the log says what is to be done, to us and to the peer. */
class LogPowerCutTest {
    private static final int BLOCK = 1 << 20;
    private static final int BLOCKS = 8;

    @TempDir Path folder;
    private final Medium medium = new Medium();
    private final List<Flushed> flushed = new ArrayList<>();
    private Surroundings surroundings;
    private int nodes;

    /**
     * A flush.
     *
     * @param step what had happened by its end
     * @param written which blocks had been written by its beginning
     */
    private record Flushed(int step, List<Integer> written) {}

    @BeforeEach
    void fillDisk() throws IOException {
        surroundings = Surroundings.of(VhdxDriver.class);
        surroundings.media().add(medium);
        surroundings
                .platform()
                .graph()
                .create(
                        Map.of(
                                "driver",
                                "vhdx",
                                "file",
                                file(medium),
                                "size",
                                BLOCKS * BLOCK,
                                "block-size",
                                BLOCK),
                        Progress.NONE);
        flushed.add(new Flushed(medium.steps(), List.of()));
        var written = new ArrayList<Integer>();
        try (var disk = open(medium, false)) {
            for (int i = 0; i < BLOCKS; i++) {
                int block = (5 * i + 3) % BLOCKS;
                var data = ByteBuffer.wrap(content(block));
                disk.lane().write((long) block * BLOCK, data, RequestFlags.NONE);
                written.add(block);
                if (i % 3 == 2) {
                    disk.lane().flush();
                    flushed.add(new Flushed(medium.steps(), List.copyOf(written)));
                }
            }
        }
    }

    @AfterEach
    void end() {
        surroundings.close();
    }

    private static byte[] content(int block) {
        var data = new byte[4096];
        Arrays.fill(data, (byte) (block + 1));
        return data;
    }

    private static Map<String, Object> file(Medium medium) {
        return Map.of("driver", MediumDriver.NAME, "medium", medium.id());
    }

    private OpenDisk open(Medium on, boolean readOnly) throws IOException {
        return surroundings.open(
                Map.of(
                        "driver",
                        "vhdx",
                        "node-name",
                        "disk" + nodes++,
                        "read-only",
                        readOnly,
                        "file",
                        file(on)));
    }

    private List<Integer> writtenBy(int step) {
        return flushed.stream().filter(f -> f.step() <= step).toList().getLast().written();
    }

    /** Cuts the power after each step. */
    private List<Integer> cuts() {
        var cuts = new ArrayList<Integer>();
        for (int i = flushed.getFirst().step(); i <= medium.steps(); i++) {
            cuts.add(i);
        }
        return cuts;
    }

    @Test
    void anImageWithAFullLogIsNotReadBeforeItWasReplayed() throws IOException {
        var chance = new Random(1);
        int refused = 0;
        for (int cut : cuts()) {
            var left = medium.afterPowerCut(cut, chance);
            surroundings.media().add(left);
            boolean needed = isDirty(left);
            refused += needed ? 1 : 0;
            try (var disk = open(left, false)) {
                for (int block : writtenBy(cut)) {
                    assertArrayEquals(
                            content(block),
                            disk.read((long) block * BLOCK, 4096),
                            "block " + block + " after step " + cut);
                }
            }
            assertTrue(!isDirty(left), "the log is in use when all is closed");
        }
        assertTrue(refused > 0, "no log had to be replayed");
    }

    private boolean isDirty(Medium left) throws IOException {
        var before = left.bytes();
        try (var disk = open(left, true)) {
            return false;
        } catch (BlockException refused) {
            assertTrue(refused.sentence().contains("log that needs to be replayed"));
            assertArrayEquals(before, left.bytes(), "reading it has changed it");
            return true;
        }
    }

    @Test
    void thePeerReplaysOurLog() throws Exception {
        requirePeer();
        var chance = new Random(2);
        int replayed = 0;
        for (int cut : cuts()) {
            var image = folder.resolve("image");
            Files.write(image, medium.afterPowerCut(cut, chance).bytes());
            var raw = folder.resolve("raw");
            replayed += peer("check", "-f", "vhdx", image + "") == 0 ? 0 : 1;
            assertEquals(0, peer("check", "-r", "all", "-f", "vhdx", image + ""), "step " + cut);
            assertEquals(0, peer("convert", "-f", "vhdx", "-O", "raw", image + "", raw + ""));
            var bytes = Files.readAllBytes(raw);
            for (int block : writtenBy(cut)) {
                assertArrayEquals(
                        content(block),
                        Arrays.copyOfRange(bytes, block * BLOCK, block * BLOCK + 4096),
                        "block " + block + " after step " + cut);
            }
        }
        assertTrue(replayed > 0, "no log had to be replayed");
    }

    private void requirePeer() throws InterruptedException {
        boolean present;
        try {
            present = peer("--version") == 0;
        } catch (IOException e) {
            present = false;
        }
        if (!present && "true".equals(System.getenv("CI"))) {
            fail("qemu-img is missing, and in CI nothing is skipped");
        }
        assumeTrue(present, "qemu-img is not installed");
    }

    private int peer(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("qemu-img"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start()
                .waitFor();
    }

    @Test
    void aLogThatNamesALongerFileIsRefused() throws IOException {
        var chance = new Random(3);
        for (int cut : cuts()) {
            var left = medium.afterPowerCut(cut, chance);
            surroundings.media().add(left);
            if (isDirty(left)) {
                var cutOff = new Medium(Arrays.copyOf(left.bytes(), 3 << 20));
                surroundings.media().add(cutOff);
                assertThrows(BlockException.class, () -> open(cutOff, false).close());
                return;
            }
        }
        fail("no log had to be replayed");
    }
}
