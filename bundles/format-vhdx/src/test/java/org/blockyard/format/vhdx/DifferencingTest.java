package org.blockyard.format.vhdx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.blockyard.driver.Emptying;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Rebasing;
import org.blockyard.driver.tck.Medium;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.driver.tck.internal.MediumDriver;
import org.blockyard.driver.tck.internal.OpenDisk;
import org.blockyard.driver.tck.internal.Surroundings;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A differencing image holds what differs from its parent, and knows its parent. */
class DifferencingTest {
    private static final int SIZE = 3 << 20;

    private final Medium below = new Medium(new byte[SIZE]);
    private Surroundings surroundings;
    private int nodes;

    @BeforeEach
    void start() throws IOException {
        surroundings = Surroundings.of(VhdxDriver.class);
        var bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) 9);
        below.write(0, bytes);
        surroundings.media().add(below);
    }

    @AfterEach
    void end() {
        surroundings.close();
    }

    private static Map<String, Object> file(Medium medium) {
        return Map.of("driver", MediumDriver.NAME, "medium", medium.id());
    }

    private Medium image(int sector) throws IOException {
        var image = new Medium(SmallDifferencing.of(SIZE, sector));
        surroundings.media().add(image);
        return image;
    }

    private OpenDisk open(Medium image, Map<String, Object> more) throws IOException {
        var definition = new HashMap<>(more);
        definition.put("driver", "vhdx");
        definition.put("node-name", "disk" + nodes++);
        definition.put("file", file(image));
        return surroundings.open(definition);
    }

    private OpenDisk open(Medium image) throws IOException {
        return open(image, Map.of("backing", file(below)));
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void aFewSectorsTakeNothingOfTheParentWithThem(int sector) throws IOException {
        var image = image(sector);
        var expected = new byte[SIZE];
        Arrays.fill(expected, (byte) 9);
        try (var disk = open(image)) {
            for (int at = sector; at < SIZE; at += 37 * sector) {
                var data = new byte[sector];
                Arrays.fill(data, (byte) (at / sector));
                disk.write(at, data, RequestFlags.NONE);
                System.arraycopy(data, 0, expected, at, sector);
            }
            disk.write(5, new byte[3], RequestFlags.NONE);
            Arrays.fill(expected, 5, 8, (byte) 0);
        }
        try (var disk = open(image)) {
            assertArrayEquals(expected, disk.readAll());
            disk.requireConsistent();
        }
        // the rest is the parent's still
        below.write(SIZE - 8192, new byte[512]);
        try (var disk = open(image)) {
            assertArrayEquals(new byte[512], disk.read(SIZE - 8192, 512));
        }
    }

    @Test
    void whatIsEmptiedShowsTheParentAndLosesItsSpace() throws IOException {
        var image = image(512);
        int before = image.length();
        try (var disk = open(image)) {
            disk.write(512, new byte[2 << 20], RequestFlags.NONE);
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
            assertEquals(9, disk.read(2048, 1)[0]);
        }
        try (var disk = open(image)) {
            assertEquals(9, disk.read(1024, 1)[0]);
            assertEquals(0, disk.read(1536, 1)[0]);
            disk.requireConsistent();
        }
    }

    @Test
    void aLengthThatWouldShowTheParentIsRefused() throws IOException {
        try (var disk = open(image(512))) {
            disk.write(SIZE - 512, new byte[512], RequestFlags.NONE);
            disk.resize(SIZE - 4096);
            var failure = assertThrows(BlockException.class, () -> disk.resize(SIZE));
            assertEquals(ErrorKind.UNSUPPORTED, failure.kind());
            assertEquals(9, disk.read(SIZE - 8192, 1)[0]);
        }
    }

    @Test
    void theParentsNameIsRecorded() throws IOException {
        var image = image(512);
        try (var disk = open(image)) {
            assertEquals(Optional.of("parent.vhdx"), disk.node().describe().backingFile());
            var name = "/images/" + "long".repeat(2000) + ".vhdx";
            disk.node()
                    .with(
                            Rebasing.class,
                            device -> {
                                device.recordBacking(Optional.of(name), Optional.of("vhdx"));
                                return device;
                            });
            assertEquals(Optional.of(name), disk.node().describe().backingFile());
            var failure =
                    assertThrows(
                            BlockException.class,
                            () ->
                                    disk.node()
                                            .with(
                                                    Rebasing.class,
                                                    device -> {
                                                        device.recordBacking(
                                                                Optional.of("nbd://host/x"),
                                                                Optional.empty());
                                                        return device;
                                                    }));
            assertEquals(ErrorKind.DENIED, failure.kind());
        }
        try (var disk = open(image)) {
            assertTrue(disk.node().describe().backingFile().orElseThrow().startsWith("/images/"));
        }
    }

    @Test
    void anImageWithoutParentTakesNone() throws IOException {
        var plain = new Medium();
        surroundings.media().add(plain);
        surroundings
                .platform()
                .graph()
                .create(
                        Map.of("driver", "vhdx", "file", file(plain), "size", SIZE),
                        org.blockyard.driver.Progress.NONE);
        var failure = assertThrows(BlockException.class, () -> open(plain).close());
        assertEquals(ErrorKind.INVALID_OPTION, failure.kind());
    }

    /** An image that tells a mark, to lie under another. */
    private static ParentLink link(UUID found) throws IOException {
        var image = MemoryChild.of(SmallDifferencing.of(SIZE, 512));
        var file = new ImageFile(image);
        var headers = Headers.read(file);
        var region = new Region(headers.current().logOffset(), headers.current().logLength());
        var metadata = RegionTable.read(file, region).metadata();
        var parent =
                new MemoryChild() {
                    @Override
                    public Optional<ImageDescription> description() {
                        return Optional.of(SmallDifferencing.told(found, 512));
                    }
                };
        return new ParentLink(
                file,
                metadata,
                new Log(file, headers, region),
                Metadata.read(file, metadata).parent(),
                Optional.of(parent));
    }

    @Test
    void aParentThatWasChangedIsRefusedWithBothMarks() throws IOException {
        link(SmallDifferencing.MARK).require();
        var other = UUID.randomUUID();
        var failure = assertThrows(BlockException.class, () -> link(other).require());
        assertEquals(ErrorKind.INVALID_FORMAT, failure.kind());
        assertTrue(failure.sentence().contains(other.toString()), failure.sentence());
        assertTrue(
                failure.sentence().contains(SmallDifferencing.MARK.toString()), failure.sentence());
    }

    @Test
    void aParentThatWasNamedIsTakenAsItIs() throws IOException {
        var other = UUID.randomUUID();
        var link = link(other);
        link.recordName("other.vhdx");
        link.require();
        link.recordIfUnknown();
        link.require();
        assertEquals(Optional.of("other.vhdx"), link.fileName());
    }
}
