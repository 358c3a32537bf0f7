package org.blockyard.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;

/**
 * The framework's private folder, for this process alone and gone with it. What killed processes
 * left behind is cleared away when the next one comes: the framework holds a lock in a folder that
 * is in use.
 */
record StateFolder(Path path) {
    private static final String PREFIX = "blockyard-state-";
    private static final String LOCK = "cache.lock";

    static StateFolder create() throws IOException {
        var made = new StateFolder(Files.createTempDirectory(PREFIX));
        made.clearLeftovers();
        return made;
    }

    private void clearLeftovers() {
        var parent = path.getParent();
        if (parent == null) {
            return;
        }
        try (var folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (var folder : folders) {
                if (!folder.equals(path)
                        && Files.isWritable(folder)
                        && abandoned(folder.resolve(LOCK))) {
                    new StateFolder(folder).delete();
                }
            }
        } catch (IOException e) {
            // not ours to clear
        }
    }

    private static boolean abandoned(Path lockFile) {
        try (var channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                var lock = channel.tryLock()) {
            return lock != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    /** Deletes it with all in it, as far as that is possible. */
    void delete() {
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException | UncheckedIOException meanwhile) {
            // another process that has just begun found it abandoned, and deletes it too
        } catch (IOException e) {
            System.err.println("blockyard: can't delete " + path + ": " + e.getMessage());
        }
    }
}
