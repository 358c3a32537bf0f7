package org.blockyard.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFolderTest {
    private static final Entry DISK = new Entry(Kind.NODES, "disk");
    private static final Entry OLD = new Entry(Kind.NODES, "old");
    private static final Entry EXPORT = new Entry(Kind.EXPORTS, "e");

    @TempDir Path parent;

    private Path path;

    @BeforeEach
    void choose() {
        path = parent.resolve("config");
    }

    @Test
    void whatIsWrittenIsReadAndOnlyForTheOwner() throws Exception {
        try (var folder = ConfigFolder.open(path)) {
            folder.change(
                    Map.of(DISK, Map.of("driver", "file"), EXPORT, Map.of("id", "e")), List.of());
            assertEquals(List.of(DISK, EXPORT), folder.entries());
            assertEquals(Map.of("driver", "file"), folder.read(DISK));
            var rights = Files.getPosixFilePermissions(path.resolve(DISK.file()));
            assertEquals("rw-------", PosixFilePermissions.toString(rights));
            folder.change(Map.of(), List.of(DISK));
            assertEquals(List.of(EXPORT), folder.entries());
        }
    }

    @Test
    void aChangeThatWasNotDecidedIsForgotten() throws Exception {
        writeState();
        Files.writeString(path.resolve("nodes/.disk.json.new"), "{'driver': 'new'}");
        Files.writeString(path.resolve(".commit.new"), "{'written': ['nodes/di");
        try (var folder = ConfigFolder.open(path)) {
            assertEquals(Map.of("driver", "before"), folder.read(DISK));
            assertEquals(List.of(DISK, OLD), folder.entries());
        }
        assertNothingIsLeft();
    }

    @Test
    void aChangeThatWasDecidedIsFinishedWhereverItStopped() throws Exception {
        var change =
                "{'written': ['nodes/disk.json', 'exports/e.json'], 'removed': ['nodes/old.json']}";
        for (int done = 0; done < 4; done++) {
            writeState();
            Files.writeString(path.resolve(".commit"), change);
            var node = path.resolve(done > 0 ? "nodes/disk.json" : "nodes/.disk.json.new");
            Files.writeString(node, "{'driver': 'new'}");
            var export = path.resolve(done > 1 ? "exports/e.json" : "exports/.e.json.new");
            Files.writeString(export, "{'id': 'e'}");
            if (done > 2) {
                Files.delete(path.resolve(OLD.file()));
            }
            try (var folder = ConfigFolder.open(path)) {
                assertEquals(Map.of("driver", "new"), folder.read(DISK));
                assertEquals(List.of(DISK, EXPORT), folder.entries());
            }
            assertNothingIsLeft();
        }
    }

    private void writeState() throws Exception {
        try (var folder = ConfigFolder.open(path)) {
            var before = Map.<String, Object>of("driver", "before");
            folder.change(Map.of(DISK, before, OLD, before), List.of());
        }
    }

    private void assertNothingIsLeft() throws Exception {
        try (var files = Files.walk(path)) {
            assertFalse(files.anyMatch(file -> file.toString().matches(".*(\\.new|\\.commit)")));
        }
    }

    @Test
    void onlyOneUsesIt() throws Exception {
        try (var folder = ConfigFolder.open(path)) {
            assertTrue(folder.entries().isEmpty());
            var refused = assertThrows(BlockException.class, () -> ConfigFolder.open(path));
            assertEquals(ErrorKind.LOCKED, refused.kind());
        }
        ConfigFolder.open(path).close();
    }

    @Test
    void aFolderThatOthersMayWriteIsRefused() throws Exception {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwx---"));
        var refused = assertThrows(BlockException.class, () -> ConfigFolder.open(path));
        assertEquals(ErrorKind.DENIED, refused.kind());
    }
}
