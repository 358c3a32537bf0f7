package org.blockyard.itest.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * A folder for images and sockets, which is gone after use. Its name is short: sockets are in it.
 */
public final class WorkFolder implements AutoCloseable {
    private final Path path;

    /** Makes one. */
    public WorkFolder() throws IOException {
        path = Files.createTempDirectory("bench");
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        clear(path);
        Files.delete(path);
    }

    /** Removes all that is in a folder. */
    public static void clear(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
