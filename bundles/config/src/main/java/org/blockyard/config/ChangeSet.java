package org.blockyard.config;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.Json;
import org.jspecify.annotations.Nullable;

/**
 * A change of several files that is done as a whole. The new contents are written beside the old
 * ones first, then a list of what is to be done; the list's appearance under its name is the moment
 * of the change. What follows is done again after a crash, for as often as it takes, and doing it
 * twice does no harm. Without the list what was written is forgotten.
 */
final class ChangeSet {
    private static final String LIST = ".commit";
    private static final String NEW = ".new";
    private static final String WRITTEN = "written";
    private static final String REMOVED = "removed";

    private final Path folder;

    ChangeSet(Path folder) {
        this.folder = folder;
    }

    /** Does a change. */
    void run(Map<Entry, Map<String, Object>> written, List<Entry> removed) throws IOException {
        for (var entry : written.entrySet()) {
            write(fresh(entry.getKey().file()), Json.writePretty(entry.getValue()) + "\n");
        }
        syncFolders();
        var list =
                Map.<String, Object>of(WRITTEN, names(written.keySet()), REMOVED, names(removed));
        var draft = folder.resolve(LIST + NEW);
        write(draft, Json.write(list));
        Files.move(draft, folder.resolve(LIST), StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
        finish(list);
    }

    private static List<String> names(Iterable<Entry> entries) {
        var names = new ArrayList<String>();
        entries.forEach(entry -> names.add(entry.file().toString()));
        return names;
    }

    /** Finishes a change that was begun, or forgets what was written for one that was not. */
    void recover() throws IOException {
        var list = folder.resolve(LIST);
        if (Files.exists(list)) {
            if (!(Json.parse(Files.readString(list)) instanceof Map<?, ?> change)) {
                throw new BlockException(ErrorKind.CORRUPT, list + " is no list of changes");
            }
            finish(change);
        }
        Files.deleteIfExists(folder.resolve(LIST + NEW));
        for (var kind : Kind.values()) {
            try (var files = Files.newDirectoryStream(folder.resolve(kind.folder()), ".*" + NEW)) {
                for (var file : files) {
                    Files.delete(file);
                }
            }
        }
    }

    private void finish(Map<?, ?> change) throws IOException {
        for (var file : files(change.get(WRITTEN))) {
            var fresh = fresh(file);
            // not there: moved before the crash
            if (Files.exists(fresh)) {
                Files.move(
                        fresh,
                        folder.resolve(file),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        for (var file : files(change.get(REMOVED))) {
            Files.deleteIfExists(folder.resolve(file));
        }
        syncFolders();
        Files.delete(folder.resolve(LIST));
        sync(folder);
    }

    private static List<Path> files(@Nullable Object names) {
        return names instanceof List<?> list
                ? list.stream().map(name -> Path.of(String.valueOf(name))).toList()
                : List.of();
    }

    private Path fresh(Path file) {
        return folder.resolve(file.resolveSibling("." + file.getFileName() + NEW));
    }

    private static void write(Path file, String text) throws IOException {
        var owner =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        try (var out = FileChannel.open(file, Set.of(CREATE, TRUNCATE_EXISTING, WRITE), owner)) {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }

    private void syncFolders() throws IOException {
        for (var kind : Kind.values()) {
            sync(folder.resolve(kind.folder()));
        }
    }

    private static void sync(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, READ)) {
            channel.force(true);
        }
    }
}
