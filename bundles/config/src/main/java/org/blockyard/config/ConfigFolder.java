package org.blockyard.config;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.Json;

/**
 * The folder with the files, which this process alone uses while it is open. What is written there
 * is a whole set of changes or nothing of it, also if the machine ends meanwhile.
 */
final class ConfigFolder implements AutoCloseable {
    private static final String OWNER_ONLY = "rwx------";
    private static final int MOST_BYTES = 1 << 20;

    private final Path folder;
    private final FileChannel lock;

    private ConfigFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Opens a folder, which is made if it is not there, and finishes or forgets the change during
     * which its last user ended.
     *
     * @throws BlockException of kind {@code DENIED} if others may write there, {@code LOCKED} if
     *     another process uses it
     */
    static ConfigFolder open(Path folder) throws IOException {
        makeFolder(folder);
        requireOurs(folder);
        var lock = FileChannel.open(folder.resolve(".lock"), CREATE, WRITE);
        try {
            lock(lock, folder);
            for (var kind : Kind.values()) {
                makeFolder(folder.resolve(kind.folder()));
            }
            new ChangeSet(folder).recover();
            return new ConfigFolder(folder, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static void makeFolder(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(OWNER_ONLY)));
        }
    }

    /** What lies there decides what the daemon opens and serves. */
    private static void requireOurs(Path folder) throws IOException {
        var rights = Files.getPosixFilePermissions(folder);
        if (rights.contains(PosixFilePermission.GROUP_WRITE)
                || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new BlockException(
                            ErrorKind.DENIED,
                            "configuration folder "
                                    + folder
                                    + " is refused: others than its owner may write there")
                    .hint("chmod go-w " + folder);
        }
    }

    private static void lock(FileChannel channel, Path folder) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // this process has it already
        }
        throw new BlockException(
                ErrorKind.LOCKED, "configuration folder " + folder + " is used by another process");
    }

    /** Where it is. */
    Path path() {
        return folder;
    }

    /** What there are files of, in the order in which it is to be brought back. */
    List<Entry> entries() throws IOException {
        var entries = new ArrayList<Entry>();
        for (var kind : Kind.values()) {
            try (var files = Files.list(folder.resolve(kind.folder()))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(Entry.SUFFIX) && !name.startsWith("."))
                        .map(name -> name.substring(0, name.length() - Entry.SUFFIX.length()))
                        .sorted()
                        .forEach(name -> entries.add(new Entry(kind, name)));
            }
        }
        return entries;
    }

    /** What a file holds. */
    @SuppressWarnings("unchecked") // trees have no other keys than text
    Map<String, Object> read(Entry entry) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(folder.resolve(entry.file()))) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT, "it is larger than " + MOST_BYTES + " bytes");
        }
        if (Json.parse(new String(bytes, StandardCharsets.UTF_8)) instanceof Map<?, ?> tree) {
            return (Map<String, Object>) tree;
        }
        throw new BlockException(ErrorKind.INVALID_FORMAT, "it is no JSON object");
    }

    /** Writes and removes files, all or none. On return that is on stable storage. */
    void change(Map<Entry, Map<String, Object>> written, List<Entry> removed) throws IOException {
        if (!written.isEmpty() || !removed.isEmpty()) {
            new ChangeSet(folder).run(written, removed);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
