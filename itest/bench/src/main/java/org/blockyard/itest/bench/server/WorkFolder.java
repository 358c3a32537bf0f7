package org.blockyard.itest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * A folder for images and sockets, which is gone after use. Its name is short: sockets are in it.
 */
final class WorkFolder implements AutoCloseable {
    private final Path path;

    WorkFolder() throws IOException {
        path = Files.createTempDirectory("bench");
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        clear(path);
        Files.delete(path);
    }

    /** Removes all that is in a folder. */
    static void clear(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
