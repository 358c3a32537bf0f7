package org.blockyard.img.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether two names mean one file. */
final class FileIdentity {
    private FileIdentity() {}

    /** Whether a file is the one that is named, from here or from an image's folder. */
    static boolean same(String file, String named, String image) {
        try {
            var folder = Path.of(image).toAbsolutePath().getParent();
            return same(Path.of(file), Path.of(named))
                    || folder != null && same(Path.of(file), folder.resolve(named));
        } catch (java.nio.file.InvalidPathException e) {
            return false;
        }
    }

    private static boolean same(Path one, Path other) {
        try {
            return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }
}
