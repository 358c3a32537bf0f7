package org.blockyard.format.vpc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.blockyard.driver.Progress;
import org.blockyard.driver.tck.Medium;
import org.blockyard.driver.tck.internal.MediumDriver;
import org.blockyard.driver.tck.internal.OpenDisk;
import org.blockyard.driver.tck.internal.Surroundings;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No power cut leaves an image without a footer. */
class FooterPowerCutTest {
    private static final int BLOCK = DynamicHeader.BLOCK_SIZE;
    private static final int BLOCKS = 10;

    private final Medium medium = new Medium();
    private Surroundings surroundings;
    private int nodes;

    @BeforeEach
    void makeDisk() throws IOException {
        surroundings = Surroundings.of(VpcDriver.class);
        surroundings.media().add(medium);
        surroundings
                .platform()
                .graph()
                .create(
                        Map.of(
                                "driver",
                                "vpc",
                                "file",
                                file(medium),
                                "size",
                                BLOCKS * BLOCK,
                                "force-size",
                                true),
                        Progress.NONE);
    }

    @AfterEach
    void end() {
        surroundings.close();
    }

    private static Map<String, Object> file(Medium medium) {
        return Map.of("driver", MediumDriver.NAME, "medium", medium.id());
    }

    private OpenDisk open(Medium on) throws IOException {
        return surroundings.open(
                Map.of("driver", "vpc", "node-name", "disk" + nodes++, "file", file(on)));
    }

    /** Writes a little into each block, in no order, and flushes now and then. */
    private static void fill(OpenDisk disk, Random chance) throws IOException {
        for (int i = 0; i < BLOCKS; i++) {
            long block = (5L * i + 3) % BLOCKS;
            var data = ByteBuffer.allocate(4096);
            Arrays.fill(data.array(), (byte) (i + 1));
            disk.lane().write(block * BLOCK + 8192, data, RequestFlags.NONE);
            if (chance.nextInt(3) == 0) {
                disk.lane().flush();
            }
        }
    }

    private static boolean hasFooter(byte[] bytes, int at) {
        return Footer.in(ByteBuffer.wrap(bytes, at, Footer.SIZE).slice())
                .filter(Footer::isIntact)
                .isPresent();
    }

    private static void requireBoth(byte[] bytes, String when) {
        assertTrue(hasFooter(bytes, 0), () -> "no footer at the start " + when);
        assertTrue(hasFooter(bytes, bytes.length - Footer.SIZE), () -> "none at the end " + when);
    }

    @Test
    void wheneverPowerFailsThereIsAFooterAndSoonTwo() throws IOException {
        int made = medium.steps();
        var chance = new Random(7);
        try (var disk = open(medium)) {
            fill(disk, chance);
        }
        requireBoth(medium.bytes(), "when all is done");
        int withoutLast = 0;
        for (int step = made; step <= medium.steps(); step++) {
            var left = medium.afterPowerCut(step, chance);
            var bytes = left.bytes();
            var when = "after step " + step;
            assertTrue(hasFooter(bytes, 0), () -> "no footer at the start " + when);
            withoutLast += hasFooter(bytes, bytes.length - Footer.SIZE) ? 0 : 1;
            if (step % 8 == 0) {
                surroundings.media().add(left);
                try (var disk = open(left)) {
                    disk.write(BLOCK + 4096, new byte[512], RequestFlags.NONE);
                }
                requireBoth(left.bytes(), "after one more write, power having failed " + when);
            }
        }
        // the file grows twice and is cut once
        assertTrue(withoutLast <= 12, "without a footer at the end: " + withoutLast);
    }
}
