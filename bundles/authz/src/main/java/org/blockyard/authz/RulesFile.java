package org.blockyard.authz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.object.Authorizer;
import org.blockyard.object.Inspectable;
import org.blockyard.option.Json;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a file. Whether it has changed is looked at when a client comes: that is rare, and
 * no thread has to watch. While it can't be read nobody may connect.
 */
final class RulesFile implements Authorizer, Inspectable<ListFileType.Properties> {
    private static final System.Logger LOG = System.getLogger(RulesFile.class.getName());
    private static final int MOST_BYTES = 1 << 20;

    private final String id;
    private final ListFileType.Properties properties;
    private final ReentrantLock lock = new ReentrantLock();
    private Version read;
    private Optional<Rules> rules;

    /** What tells one content of the file from another without reading it. */
    private record Version(FileTime modified, long size, @Nullable Object file) {
        static final Version NONE = new Version(FileTime.fromMillis(0), -1, null);

        static Version of(Path path) {
            try {
                var now = Files.readAttributes(path, BasicFileAttributes.class);
                return new Version(now.lastModifiedTime(), now.size(), now.fileKey());
            } catch (IOException e) {
                return NONE;
            }
        }
    }

    RulesFile(String id, ListFileType.Properties properties) throws IOException {
        this.id = id;
        this.properties = properties;
        this.read = Version.of(path());
        this.rules = Optional.of(load());
    }

    @Override
    public ListFileType.Properties properties() {
        return properties;
    }

    @Override
    public boolean allows(String identity) {
        lock.lock();
        try {
            if (properties.refresh()) {
                refresh();
            }
            return rules.map(now -> now.allow(identity)).orElse(false);
        } finally {
            lock.unlock();
        }
    }

    private void refresh() {
        try {
            var now = Version.of(path());
            if (now.equals(read)) {
                return;
            }
            read = now;
            rules = Optional.of(load());
        } catch (IOException e) {
            rules = Optional.empty();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "object '" + id + "' lets nobody connect: " + e.getMessage());
        }
    }

    private Path path() throws BlockException {
        try {
            return Path.of(properties.filename());
        } catch (InvalidPathException e) {
            throw unreadable("Failed to open file", String.valueOf(e.getMessage()));
        }
    }

    @SuppressWarnings("unchecked") // trees have no other keys than text
    private Rules load() throws IOException {
        if (Json.parse(text()) instanceof Map<?, ?> tree) {
            return OptionSchema.of(Rules.class).read((Map<String, Object>) tree, ReadMode.JSON);
        }
        throw new BlockException(
                ErrorKind.INVALID_FORMAT,
                "File '" + properties.filename() + "' must contain a JSON object");
    }

    private String text() throws IOException {
        try (var in = Files.newInputStream(path())) {
            var bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw unreadable("File", "it is larger than " + MOST_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw unreadable("Failed to open file", "No such file or directory");
        } catch (BlockException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable("Error reading file", String.valueOf(e.getMessage()));
        }
    }

    private BlockException unreadable(String what, String why) {
        var name = properties.filename();
        return new BlockException(
                ErrorKind.NOT_FOUND,
                "Unable to read '" + name + "': " + what + " \u201c" + name + "\u201d: " + why);
    }
}
