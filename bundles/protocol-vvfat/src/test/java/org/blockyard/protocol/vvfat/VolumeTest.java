package org.blockyard.protocol.vvfat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A folder becomes a volume that a reader finds all of it on. */
class VolumeTest {
    @TempDir Path folder;

    private Path path(String name) {
        return HostNames.in(folder, name);
    }

    @ParameterizedTest
    @EnumSource
    void allFilesAreOnTheVolume(FatType type) throws Exception {
        new RandomTree(type.bits()).fill(folder, 3);
        try (var shown = ShownFolder.disk(folder, type)) {
            var told = RandomTree.told(folder);
            var found = shown.found();
            assertEquals(
                    told.keySet(),
                    found.stream()
                            .map(entry -> entry.path() + (entry.directory() ? "/" : ""))
                            .collect(Collectors.toSet()));
            for (var entry : found) {
                if (!entry.directory()) {
                    var bytes = shown.file(entry);
                    assertEquals(
                            told.get(entry.path()),
                            bytes.length + " bytes " + Arrays.hashCode(bytes),
                            entry.path());
                }
            }
        }
    }

    @Test
    void theSameFolderGivesTheSameBytes() throws Exception {
        new RandomTree(1).fill(folder, 2);
        try (var one = ShownFolder.floppy(folder);
                var other = ShownFolder.floppy(folder)) {
            assertArrayEquals(one.content(), other.content());
        }
    }

    @Test
    void aReadMayBeginAndEndAnywhere() throws Exception {
        new RandomTree(2).fill(folder, 2);
        try (var shown = ShownFolder.floppy(folder)) {
            var all = shown.content();
            for (int sector = 0; sector + 57 < all.length / 512; sector += 13) {
                assertArrayEquals(
                        Arrays.copyOfRange(all, sector * 512, (sector + 57) * 512),
                        shown.read(sector * 512L, 57 * 512));
            }
        }
    }

    @Test
    void aFileThatWasCutReadsAsZeroesBeyondAndOneThatGrewEndsWhereItDid() throws Exception {
        var full = new byte[20_000];
        Arrays.fill(full, (byte) 7);
        Files.write(path("cut"), full);
        Files.write(path("grown"), Arrays.copyOf(full, 100));
        try (var shown = ShownFolder.floppy(folder)) {
            try (var file = new RandomAccessFile(path("cut").toFile(), "rw")) {
                file.setLength(1000);
            }
            Files.write(path("grown"), full);
            var found = shown.found();
            assertArrayEquals(
                    Arrays.copyOf(Arrays.copyOf(full, 1000), 20_000), shown.file(found.get(0)));
            var grown = shown.read(shown.layout.clusterOffset(found.get(1).first()), 8192);
            assertArrayEquals(Arrays.copyOf(Arrays.copyOf(full, 100), 8192), grown);
        }
    }

    @Test
    void aFileThatIsGoneFailsAndTheOthersDoNot() throws Exception {
        Files.writeString(path("a"), "first");
        Files.writeString(path("b"), "second");
        try (var shown = ShownFolder.floppy(folder)) {
            var found = shown.found();
            Files.delete(path("a"));
            var failure = assertThrows(BlockException.class, () -> shown.file(found.get(0)));
            assertTrue(failure.sentence().contains("it is gone"), failure.sentence());
            assertEquals("second", new String(shown.file(found.get(1))));
        }
    }

    @Test
    void linksAreNotFollowedNeitherAtOpeningNorLater() throws Exception {
        var outside = Files.createTempDirectory("vvfat-outside");
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(path("link"), outside.resolve("secret"));
        Files.createSymbolicLink(path("linked folder"), outside);
        Files.createDirectory(path("sub"));
        Files.writeString(path("sub").resolve("secret"), "public");
        try (var shown = ShownFolder.floppy(folder)) {
            var found = shown.found();
            assertEquals(2, found.size());
            Files.delete(path("sub").resolve("secret"));
            Files.delete(path("sub"));
            Files.createSymbolicLink(path("sub"), outside);
            assertThrows(BlockException.class, () -> shown.file(found.get(1)));
        } finally {
            Files.delete(outside.resolve("secret"));
            Files.delete(outside);
        }
    }

    @Test
    void namesThatFatCanNotHoldGetAnotherAndStayApart() throws Exception {
        for (var name : new String[] {"a:b", "a?b", "end.", "Case", "case"}) {
            Files.writeString(path(name), name);
        }
        try (var shown = ShownFolder.floppy(folder)) {
            var names = shown.found().stream().map(DiskEntry::path).toList();
            assertEquals(java.util.List.of("Case", "a_b", "a_b~2", "case~2", "end_"), names);
        }
    }

    @Test
    void timesAreKeptToTwoSecondsAndInTheRangeThatFatHas() throws Exception {
        var time = Instant.parse("2020-02-29T12:34:56Z");
        Files.writeString(path("a"), "");
        Files.writeString(path("b"), "");
        Files.setLastModifiedTime(path("a"), FileTime.from(time));
        Files.setLastModifiedTime(path("b"), FileTime.from(Instant.EPOCH));
        try (var shown = ShownFolder.floppy(folder)) {
            var found = shown.found();
            assertEquals(time, found.get(0).modified());
            assertEquals(DosTime.of(Instant.EPOCH).instant(), found.get(1).modified());
        }
    }

    @Test
    void moreThanFitsIsRefusedWithTheLimit() throws Exception {
        try (var file = new RandomAccessFile(path("large").toFile(), "rw")) {
            file.setLength(600L << 20);
        }
        var failure =
                assertThrows(BlockException.class, () -> ShownFolder.disk(folder, FatType.FAT16));
        assertEquals(ErrorKind.NO_SPACE, failure.kind());
        assertEquals("Directory does not fit in FAT16 (capacity 516.06 MB)", failure.sentence());
    }

    @Test
    void aFullRootDirectoryIsRefusedAndFat32HasNone() throws Exception {
        for (int i = 0; i < 600; i++) {
            Files.createFile(path("F" + i));
        }
        assertThrows(BlockException.class, () -> ShownFolder.disk(folder, FatType.FAT16));
        try (var shown = ShownFolder.disk(folder, FatType.FAT32)) {
            assertEquals(600, shown.found().size());
        }
    }

    @Test
    void whatIsFreeIsToldAsZeroes() throws Exception {
        Files.writeString(path("a"), "text");
        try (var shown = ShownFolder.disk(folder, FatType.FAT16)) {
            long at = 0;
            long data = 0;
            while (at < shown.device.length()) {
                var extent = shown.device.status(at, shown.device.length() - at);
                if (extent.kind() == Extent.Kind.DATA) {
                    data += extent.length();
                } else {
                    var sample = shown.read(at & -512, 512);
                    assertArrayEquals(new byte[512], sample);
                }
                at += extent.length();
            }
            assertEquals(512 + shown.layout.headSectors() * 512L + 8192, data);
        }
    }

    @Test
    void aWriteWithoutRwIsRefused() throws Exception {
        try (var shown = ShownFolder.floppy(folder)) {
            var device =
                    new VvfatDevice(
                            new HandedVolume("", shown.volume),
                            shown.view,
                            new Overlay(),
                            java.util.Optional.empty(),
                            ShownFolder.LOG);
            var failure =
                    assertThrows(
                            BlockException.class,
                            () ->
                                    device.write(
                                            0,
                                            ByteBuffer.allocate(512),
                                            org.blockyard.io.RequestFlags.NONE));
            assertEquals(ErrorKind.READ_ONLY, failure.kind());
        }
    }
}
