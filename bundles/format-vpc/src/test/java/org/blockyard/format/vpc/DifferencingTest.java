package org.blockyard.format.vpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.Emptying;
import org.blockyard.driver.Rebasing;
import org.blockyard.driver.tck.Medium;
import org.blockyard.driver.tck.internal.MediumDriver;
import org.blockyard.driver.tck.internal.OpenDisk;
import org.blockyard.driver.tck.internal.Surroundings;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A differencing image holds what differs from its parent, and names its parent. */
class DifferencingTest {
    private static final int SIZE = 6 << 20;

    private final Medium below = new Medium(new byte[SIZE]);
    private Medium image = new Medium();
    private Surroundings surroundings;
    private int nodes;

    @BeforeEach
    void start() throws IOException {
        surroundings = Surroundings.of(VpcDriver.class);
        var bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) 9);
        below.write(0, bytes);
        surroundings.media().add(below);
        image = new Medium(SmallDifferencing.of(SIZE));
        surroundings.media().add(image);
    }

    @AfterEach
    void end() {
        surroundings.close();
    }

    private static Map<String, Object> file(Medium medium) {
        return Map.of("driver", MediumDriver.NAME, "medium", medium.id());
    }

    private OpenDisk open() throws IOException {
        return open(file(below));
    }

    private OpenDisk open(Map<String, Object> backing) throws IOException {
        var definition = new HashMap<String, Object>();
        definition.put("driver", "vpc");
        definition.put("node-name", "disk" + nodes++);
        definition.put("file", file(image));
        definition.put("backing", backing);
        return surroundings.open(definition);
    }

    @Test
    void whatIsEmptiedShowsTheParentAndLosesItsSpace() throws IOException {
        int before = image.length();
        try (var disk = open()) {
            disk.write(512, new byte[3 << 20], RequestFlags.NONE);
            disk.node()
                    .with(
                            Emptying.class,
                            device -> {
                                device.makeEmpty();
                                return device;
                            });
            assertEquals(9, disk.read(512, 1)[0]);
            assertEquals(before, image.length());
            // the space that is used again holds what it did
            disk.write(1536, new byte[512], RequestFlags.NONE);
            assertEquals(9, disk.read(1024, 1)[0]);
        }
        try (var disk = open()) {
            assertEquals(9, disk.read(1024, 1)[0]);
            assertEquals(0, disk.read(1536, 1)[0]);
            assertEquals(9, disk.read(2048, 1)[0]);
        }
    }

    @Test
    void aLengthThatWouldShowTheParentIsRefused() throws IOException {
        try (var disk = open()) {
            disk.resize(SIZE - 4096);
            var failure = assertThrows(BlockException.class, () -> disk.resize(SIZE));
            assertEquals(ErrorKind.UNSUPPORTED, failure.kind());
        }
    }

    @Test
    void theParentsNameIsRecordedAndNothingIsLostForIt() throws IOException {
        var name = "/images/" + "long".repeat(500) + ".vhd";
        try (var disk = open()) {
            assertEquals(Optional.of("sub/parent.vhd"), disk.node().describe().backingFile());
            disk.write(1 << 20, new byte[512], RequestFlags.NONE);
            disk.node()
                    .with(
                            Rebasing.class,
                            device -> {
                                device.recordBacking(Optional.of(name), Optional.of("vpc"));
                                return device;
                            });
            disk.write(5 << 20, new byte[512], RequestFlags.NONE);
        }
        try (var disk = open()) {
            assertEquals(Optional.of(name), disk.node().describe().backingFile());
            assertEquals(0, disk.read(1 << 20, 1)[0]);
            assertEquals(0, disk.read(5 << 20, 1)[0]);
            assertEquals(9, disk.read((5 << 20) + 512, 1)[0]);
        }
    }

    @Test
    void anotherImageIsRefusedAsParentWithBothIdentifiers() throws IOException {
        var other = new Medium(SmallDifferencing.of(SIZE));
        surroundings.media().add(other);
        var parent =
                Map.<String, Object>of(
                        "driver", "vpc", "file", file(other), "backing", file(below));
        var failure = assertThrows(BlockException.class, () -> open(parent).close());
        assertEquals(ErrorKind.INVALID_FORMAT, failure.kind());
        assertTrue(failure.sentence().contains("not " + SmallDifferencing.ID), failure.sentence());
    }
}
