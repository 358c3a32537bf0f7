package org.blockyard.protocol.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.Probing;
import org.blockyard.io.BlockException;
import org.blockyard.io.Errno;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is opened, what is refused, and in which words. */
class OpeningTest {
    /** A file that nobody may write, whoever he is. */
    private static final Path UNWRITABLE = Path.of("/sys/kernel/uevent_seqnum");

    @TempDir Path folder;

    private BlockException refused(FileOptions options) {
        return assertThrows(
                BlockException.class,
                () -> {
                    try (var context = new TestContext()) {
                        context.open(options);
                    }
                });
    }

    @Test
    void aMissingFileIsNotFound() {
        var path = folder.resolve("nothing").toString();
        var failure = refused(FileOptions.of(path));
        assertEquals(ErrorKind.NOT_FOUND, failure.kind());
        assertEquals(
                "Could not open '" + path + "': No such file or directory", failure.sentence());
    }

    @Test
    void aFolderIsRefused() throws Exception {
        assertEquals(
                "Could not open '" + folder + "': Is a directory",
                refused(FileOptions.of(folder.toString())).sentence());
        try (var context = new TestContext()) {
            context.readOnly = true;
            var failure = assertThrows(BlockException.class, () -> context.open(folder));
            assertEquals(
                    "'file' driver requires '" + folder + "' to be a regular file",
                    failure.sentence());
        }
    }

    @Test
    void theFileDriverTakesNoDevice() {
        assertEquals(
                "'file' driver requires '/dev/null' to be a regular file",
                refused(FileOptions.of("/dev/null")).sentence());
    }

    @Test
    void theDeviceDriverTakesNoFile() throws Exception {
        var path = Files.createFile(folder.resolve("plain")).toString();
        try (var context = new TestContext()) {
            var failure =
                    assertThrows(
                            BlockException.class,
                            () -> new HostDeviceDriver().open(FileOptions.of(path), context));
            assertEquals(
                    "'host_device' driver requires '"
                            + path
                            + "' to be either a character or block device",
                    failure.sentence());
        }
    }

    @Test
    void whereWritingIsImpossibleReadingIsTheFallbackIfAllowed() throws Exception {
        if (!Files.exists(UNWRITABLE)) {
            Peer.missing(UNWRITABLE + " is not there");
        }
        try (var context = new TestContext()) {
            context.autoReadOnly = true;
            context.open(UNWRITABLE);
            assertTrue(context.openedReadOnly);
        }
        var failure = refused(FileOptions.of(UNWRITABLE.toString()));
        assertEquals(ErrorKind.DENIED, failure.kind());
        assertEquals(Errno.EACCES, failure.errno());
    }

    @Test
    void whatCanBeWrittenIsNotOpenedForReading() throws Exception {
        var path = Files.createFile(folder.resolve("plain"));
        try (var context = new TestContext()) {
            context.autoReadOnly = true;
            context.open(path);
            assertFalse(context.openedReadOnly);
        }
    }

    @Test
    void optionsThatAreNotOfferedAreRefusedByName() throws Exception {
        var path = Files.createFile(folder.resolve("plain")).toString();
        var withManager = options(path, FileOptions.Aio.THREADS, Optional.of("helper0"));
        assertTrue(refused(withManager).sentence().contains("'pr-manager'"));
        var nativeWithoutDirect = options(path, FileOptions.Aio.NATIVE, Optional.empty());
        assertTrue(refused(nativeWithoutDirect).sentence().contains("requires cache.direct=on"));
    }

    private static FileOptions options(String path, FileOptions.Aio aio, Optional<String> manager) {
        return new FileOptions(
                path, FileOptions.Locking.AUTO, Optional.of(aio), 0, true, manager, false);
    }

    @Test
    void fileNamesMeanPaths() {
        var driver = new FileDriver();
        assertEquals(Map.of("filename", "a:b"), driver.parse("file:a:b"));
        assertEquals(Map.of("filename", "/a/b"), driver.parse("file:/a/b"));
        assertEquals(Optional.of("/a:b"), driver.format(Map.of("filename", "/a:b")));
        assertEquals(Optional.of("file:a:b"), driver.format(Map.of("filename", "a:b")));
    }

    @Test
    void devicesAreTheDeviceDriversOwn() throws Exception {
        var plain = Files.createFile(folder.resolve("plain")).toString();
        var device = new HostDeviceDriver();
        assertTrue(device.probePath("/dev/null") > new FileDriver().probePath("/dev/null"));
        assertEquals(Probing.NO, device.probePath(plain));
        assertEquals(Probing.NO, device.probePath(plain + "/nothing"));
        assertEquals(Probing.NO, device.probePath("\0"));
        assertEquals(Probing.NO, new HostCdromDriver().probePath("/dev/null"));
        var drive = Path.of("/dev/sr0");
        if (Files.exists(drive)) {
            assertEquals(Probing.CERTAIN, new HostCdromDriver().probePath(drive.toString()));
            assertEquals(Probing.NO, device.probePath(drive.toString()));
        }
    }
}
