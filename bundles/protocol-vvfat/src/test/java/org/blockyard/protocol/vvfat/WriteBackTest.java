package org.blockyard.protocol.vvfat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a guest makes of the volume, the folder becomes. The guest is played by another folder: all
 * bytes of its volume are written.
 */
class WriteBackTest {
    @TempDir Path temp;

    private Path shownFolder() throws IOException {
        return Files.createDirectories(temp.resolve("shown"));
    }

    private Path guestFolder() throws IOException {
        return Files.createDirectories(temp.resolve("guest"));
    }

    private static void become(ShownFolder shown, Path guest) throws IOException {
        try (var wanted = new ShownFolder(guest, shown.layout.type(), shown.layout.geometry())) {
            for (long at = 0; at < shown.device.length(); at += 1 << 20) {
                int length = (int) Math.min(1 << 20, shown.device.length() - at);
                var bytes = wanted.read(at, length);
                if (!Arrays.equals(bytes, shown.read(at, length))) {
                    shown.write(at, bytes);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void theFolderBecomesWhatTheGuestMade(int seed) throws Exception {
        new RandomTree(seed).fill(shownFolder(), 2);
        try (var shown = ShownFolder.floppy(shownFolder())) {
            for (int step = 0; step < 3; step++) {
                var guest = temp.resolve("guest" + step);
                new RandomTree(seed * 100L + step).fill(guest, 2);
                become(shown, guest);
                var written = shown.content();
                shown.device.flush();
                assertEquals(RandomTree.told(guest), RandomTree.told(shownFolder()));
                assertArrayEquals(written, shown.content());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAT12", "FAT16", "FAT32"})
    void closingWritesWhatNoFlushDid(String type) throws Exception {
        new RandomTree(1).fill(shownFolder(), 1);
        new RandomTree(2).fill(guestFolder(), 2);
        try (var shown = ShownFolder.disk(shownFolder(), FatType.valueOf(type))) {
            become(shown, guestFolder());
        }
        assertEquals(RandomTree.told(guestFolder()), RandomTree.told(shownFolder()));
    }

    @Test
    void aRenamedFileIsTheSameFileAndKeepsItsRights() throws Exception {
        var file = shownFolder().resolve("old name");
        Files.writeString(file, "text");
        Files.setPosixFilePermissions(
                file, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-x---"));
        var key = Files.readAttributes(file, "unix:ino").get("ino");
        Files.writeString(guestFolder().resolve("new name"), "text");
        try (var shown = ShownFolder.floppy(shownFolder())) {
            become(shown, guestFolder());
        }
        var renamed = shownFolder().resolve("new name");
        assertEquals(key, Files.readAttributes(renamed, "unix:ino").get("ino"));
        assertFalse(Files.exists(file));
    }

    @Test
    void filesThatChangeNamesWithEachOtherKeepTheirContents() throws Exception {
        for (var name : new String[] {"a", "b", "c"}) {
            Files.writeString(shownFolder().resolve(name), "content of " + name);
        }
        try (var shown = ShownFolder.floppy(shownFolder())) {
            // the names stand in the entries after the label's: a, b, c become b, c, a
            long root = shown.layout.rootOffset();
            var bytes = shown.read(root, 512);
            var names = new int[3];
            int count = 0;
            for (int at = 0; at < 512; at += 32) {
                if (bytes[at + 11] == 0x20) {
                    names[count++] = at;
                }
            }
            assertEquals(3, count);
            var first = Arrays.copyOfRange(bytes, names[0] + 20, names[0] + 32);
            System.arraycopy(bytes, names[1] + 20, bytes, names[0] + 20, 12);
            System.arraycopy(bytes, names[2] + 20, bytes, names[1] + 20, 12);
            System.arraycopy(first, 0, bytes, names[2] + 20, 12);
            shown.write(root, bytes);
            shown.device.flush();
        }
        assertEquals("content of b", Files.readString(shownFolder().resolve("a")));
        assertEquals("content of c", Files.readString(shownFolder().resolve("b")));
        assertEquals("content of a", Files.readString(shownFolder().resolve("c")));
        assertEquals(3, RandomTree.told(shownFolder()).size());
    }

    @Test
    void fileThatKeepsMoreClustersThanItNeedsIsAsLongAsItSays() throws Exception {
        var file = shownFolder().resolve("a");
        Files.writeString(file, "x".repeat(20_000));
        try (var shown = ShownFolder.floppy(shownFolder())) {
            long root = shown.layout.rootOffset();
            var bytes = shown.read(root, 512);
            int entry = 0;
            while (bytes[entry + 11] != 0x20) {
                entry += 32;
            }
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(entry + 28, 5);
            shown.write(root, bytes);
            shown.device.flush();
        }
        assertEquals("xxxxx", Files.readString(file));
    }

    @Test
    void timesAndProtectionAreTheGuests() throws Exception {
        var time = Instant.parse("2001-02-03T04:05:06Z");
        Files.writeString(shownFolder().resolve("a"), "text");
        var wanted = guestFolder().resolve("a");
        Files.writeString(wanted, "text");
        Files.setLastModifiedTime(wanted, FileTime.from(time));
        FileMarks.protect(wanted, false);
        try (var shown = ShownFolder.floppy(shownFolder())) {
            become(shown, guestFolder());
        }
        var file = shownFolder().resolve("a");
        assertEquals(time, Files.getLastModifiedTime(file).toInstant());
        assertFalse(
                Files.getPosixFilePermissions(file)
                        .contains(java.nio.file.attribute.PosixFilePermission.OWNER_WRITE));
    }

    @Test
    void whatIsNoFileSystemChangesNothing() throws Exception {
        new RandomTree(3).fill(shownFolder(), 2);
        var before = RandomTree.told(shownFolder());
        try (var shown = ShownFolder.floppy(shownFolder())) {
            shown.write(shown.layout.fatOffset(), new byte[1024]);
            shown.device.flush();
        }
        assertEquals(before, RandomTree.told(shownFolder()));
        try (var shown = ShownFolder.floppy(shownFolder())) {
            shown.write(0, new byte[(int) shown.device.length()]);
            shown.device.flush();
        }
        assertEquals(before, RandomTree.told(shownFolder()));
    }

    @Test
    void filesThatShareAClusterChangeNothing() throws Exception {
        Files.writeString(shownFolder().resolve("a"), "content of a");
        Files.writeString(shownFolder().resolve("b"), "content of b");
        try (var shown = ShownFolder.floppy(shownFolder())) {
            long root = shown.layout.rootOffset();
            var bytes = ByteBuffer.wrap(shown.read(root, 512)).order(ByteOrder.LITTLE_ENDIAN);
            short first = 0;
            int files = 0;
            for (int entry = 0; entry < bytes.capacity(); entry += 32) {
                if (bytes.get(entry + 11) == 0x20) {
                    first = files++ == 0 ? bytes.getShort(entry + 26) : first;
                    bytes.putShort(entry + 26, first);
                }
            }
            assertEquals(2, files);
            shown.write(root, bytes.array());
            shown.device.flush();
        }
        assertEquals("content of a", Files.readString(shownFolder().resolve("a")));
        assertEquals("content of b", Files.readString(shownFolder().resolve("b")));
    }

    @Test
    void noNameLeadsOutOfTheFolder() throws Exception {
        Files.writeString(shownFolder().resolve("name"), "text");
        for (var evil : new String[] {"../evil", "..", "a/b", "\0", "a\0b"}) {
            assertFalse(LongNames.isSafe(evil), evil);
        }
        try (var shown = ShownFolder.floppy(shownFolder())) {
            long root = shown.layout.rootOffset();
            var bytes = shown.read(root, 512);
            int at = 32;
            assertEquals(0x0F, bytes[at + 11]);
            bytes[at + 1] = '.';
            bytes[at + 3] = '.';
            bytes[at + 5] = '/';
            bytes[at + 7] = 'x';
            shown.write(root, bytes);
            shown.device.flush();
        }
        assertEquals("text", Files.readString(shownFolder().resolve("name")));
        assertFalse(Files.exists(temp.resolve("x")));
    }

    @Test
    void whatTheDiskDoesNotShowIsNeverWrittenOver() throws Exception {
        var outside = temp.resolve("outside");
        Files.writeString(outside, "outside");
        Files.createSymbolicLink(shownFolder().resolve("link"), outside);
        Files.writeString(guestFolder().resolve("link"), "from the guest");
        var shown = ShownFolder.floppy(shownFolder());
        become(shown, guestFolder());
        var failure = assertThrows(BlockException.class, () -> shown.device.flush());
        assertEquals(ErrorKind.EXISTS, failure.kind());
        assertEquals("outside", Files.readString(outside));
        assertTrue(Files.isSymbolicLink(shownFolder().resolve("link")));
        Files.delete(shownFolder().resolve("link"));
        shown.device.flush();
        assertEquals("from the guest", Files.readString(shownFolder().resolve("link")));
        shown.close();
        assertEquals("outside", Files.readString(outside));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void whoFollowsInASwapShowsTheSameDisk(int seed) throws Exception {
        new RandomTree(seed).fill(shownFolder(), 2);
        new RandomTree(seed + 50).fill(guestFolder(), 2);
        var shown = ShownFolder.floppy(shownFolder());
        become(shown, guestFolder());
        shown.device.flush();
        var content = shown.content();
        // what comes from elsewhere must not change the layout
        Files.writeString(shownFolder().resolve("0 came later"), "text");
        shown = shown.swapped();
        assertArrayEquals(content, shown.content());
        // half of a change, then the swap, then the other half
        var other = temp.resolve("other");
        new RandomTree(seed + 70).fill(other, 2);
        long root = shown.layout.rootOffset();
        try (var wanted = ShownFolder.floppy(other)) {
            shown.write(root, wanted.read(root, shown.layout.rootSectors() * 512));
        }
        shown = shown.swapped();
        become(shown, other);
        Files.delete(shownFolder().resolve("0 came later"));
        shown.close();
        assertEquals(RandomTree.told(other), RandomTree.told(shownFolder()));
    }

    @Test
    void aFileThatNobodyWroteToIsNotWrittenAnew() throws Exception {
        var kept = shownFolder().resolve("kept");
        Files.writeString(kept, "text");
        var key = Files.readAttributes(kept, "unix:ino").get("ino");
        try (var shown = ShownFolder.floppy(shownFolder())) {
            // all sectors are written, with what they hold
            shown.write(0, shown.content());
            shown.device.flush();
            assertEquals(key, Files.readAttributes(kept, "unix:ino").get("ino"));
            Files.writeString(guestFolder().resolve("kept"), "text");
            Files.writeString(guestFolder().resolve("new"), "more");
            become(shown, guestFolder());
        }
        assertEquals(key, Files.readAttributes(kept, "unix:ino").get("ino"));
        assertEquals("more", Files.readString(shownFolder().resolve("new")));
    }
}
