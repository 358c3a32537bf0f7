package org.blockyard.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** The framework's folder is private, and gone with its process. */
class StateFolderTest {
    @Test
    void itIsItsOwnersAlone() throws IOException {
        var state = StateFolder.create();
        try {
            assertEquals(
                    "rwx------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(state.path())));
        } finally {
            state.delete();
        }
        assertFalse(Files.exists(state.path()));
    }

    @Test
    void whatAKilledProcessLeftIsClearedAway() throws IOException {
        var left = Files.createTempDirectory("blockyard-state-");
        Files.createFile(left.resolve("cache.lock"));
        Files.createDirectories(left.resolve("bundle1/data"));
        StateFolder.create().delete();
        assertFalse(Files.exists(left));
    }

    @Test
    void whatIsInUseOrJustBeingMadeStays() throws IOException {
        var young = Files.createTempDirectory("blockyard-state-");
        var used = Files.createTempDirectory("blockyard-state-");
        Path lock = used.resolve("cache.lock");
        try (var channel =
                        FileChannel.open(
                                lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = channel.lock()) {
            StateFolder.create().delete();
            assertTrue(held.isValid() && Files.exists(used) && Files.exists(young));
        } finally {
            new StateFolder(young).delete();
            new StateFolder(used).delete();
        }
    }
}
