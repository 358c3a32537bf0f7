package org.blockyard.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that keeps a second daemon out. */
class PidFileTest {
    @TempDir Path folder;

    @Test
    void itHoldsTheNumberForItsOwnerAlone() throws Exception {
        var path = folder.resolve("daemon.pid");
        Files.writeString(path, "12345678901 left by one that was killed\n");
        try (var pidFile = PidFile.create(path.toString(), 42)) {
            assertEquals("42\n", Files.readString(path));
        }
        assertFalse(Files.exists(path));
        try (var pidFile = PidFile.create(path.toString(), 43)) {
            assertEquals(
                    PosixFilePermissions.fromString("rw-------"),
                    Files.getPosixFilePermissions(path));
        }
    }

    @Test
    void aSecondOneIsRefusedWhileTheFirstLives() throws Exception {
        var path = folder.resolve("daemon.pid").toString();
        try (var first = PidFile.create(path, 1)) {
            var failure = assertThrows(PosixException.class, () -> PidFile.create(path, 2));
            assertEquals(ErrorNumber.EAGAIN, failure.errno());
            assertEquals("1\n", Files.readString(Path.of(path)));
        }
        PidFile.create(path, 3).close();
    }

    @Test
    void aFolderThatIsMissingIsNotFound() {
        var path = folder.resolve("no/daemon.pid").toString();
        var failure = assertThrows(PosixException.class, () -> PidFile.create(path, 1));
        assertEquals(ErrorNumber.ENOENT, failure.errno());
    }
}
