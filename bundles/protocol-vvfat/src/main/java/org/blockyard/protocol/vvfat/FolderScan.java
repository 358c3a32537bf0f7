package org.blockyard.protocol.vvfat;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Looks through a folder, once. Symbolic links are not followed and special files not shown: each
 * is told in the log, up to a number of lines.
 */
final class FolderScan {
    /** The most files and folders that a disk may show. */
    static final int MOST_ENTRIES = 100_000;

    /** How deep folders may lie in each other. */
    static final int DEEPEST = 128;

    private static final int MOST_LINES = 20;

    private final FatLayout layout;
    private final long capacity;
    private final System.Logger log;
    private int entries;
    private int lines;
    private long bytes;

    /** A scan for a disk, which ends when the files are more than fit on it. */
    FolderScan(FatLayout layout, System.Logger log) {
        this.layout = layout;
        this.capacity = (long) layout.clusters() * layout.clusterBytes();
        this.log = log;
    }

    /**
     * The folder with all that it holds.
     *
     * @param root the folder's real path
     * @param shown its name for messages
     */
    HostEntry scan(Path root, String shown) throws BlockException {
        try {
            var modified = Files.getLastModifiedTime(root).toInstant();
            return new HostEntry("", root, true, 0, modified, true, children(root, 0));
        } catch (BlockException refused) {
            throw refused;
        } catch (IOException failure) {
            throw unreadable(shown, failure);
        }
    }

    static BlockException unreadable(String folder, Exception cause) {
        return new BlockException(ErrorKind.NOT_FOUND, "Could not read directory " + folder, cause);
    }

    private List<HostEntry> children(Path folder, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE,
                    "folders lie in each other more than " + DEEPEST + " deep: " + folder);
        }
        var byName = new TreeMap<String, Path>();
        try (var paths = Files.newDirectoryStream(folder)) {
            for (var path : paths) {
                count(folder);
                byName.put(HostNames.name(path), path);
            }
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        var names = new LongNames();
        var children = new ArrayList<HostEntry>();
        for (var named : byName.entrySet()) {
            add(named.getKey(), named.getValue(), names, children, depth);
        }
        return children;
    }

    private void count(Path folder) throws BlockException {
        if (++entries > MOST_ENTRIES) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE,
                    "more than " + MOST_ENTRIES + " files and folders, in " + folder);
        }
    }

    private void add(String name, Path path, LongNames names, List<HostEntry> children, int depth)
            throws IOException {
        PosixFileAttributes attributes;
        try {
            attributes =
                    Files.readAttributes(
                            path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException gone) {
            return;
        }
        if (attributes.isSymbolicLink()) {
            skip(path, "a symbolic link");
        } else if (attributes.isDirectory()) {
            children.add(entry(names.of(name), path, attributes, within(path, depth)));
        } else if (!attributes.isRegularFile()) {
            skip(path, "a special file");
        } else if (!Files.isReadable(path)) {
            skip(path, "a file that may not be read");
        } else {
            count(attributes.size());
            children.add(entry(names.of(name), path, attributes, List.of()));
        }
    }

    private List<HostEntry> within(Path folder, int depth) throws IOException {
        try {
            return children(folder, depth + 1);
        } catch (BlockException refused) {
            throw refused;
        } catch (FileSystemException closed) {
            skip(folder, "what lies in a folder that may not be read");
            return List.of();
        }
    }

    private void count(long size) throws BlockException {
        bytes += size;
        if (size > capacity || bytes > capacity) {
            throw layout.full();
        }
    }

    private static HostEntry entry(
            String name, Path path, PosixFileAttributes attributes, List<HostEntry> children) {
        return new HostEntry(
                name,
                path,
                attributes.isDirectory(),
                attributes.isDirectory() ? 0 : attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                attributes.permissions().contains(PosixFilePermission.OWNER_WRITE),
                children);
    }

    private void skip(Path path, String what) {
        lines++;
        if (lines <= MOST_LINES) {
            log.log(System.Logger.Level.INFO, "the disk does not show " + what + ": " + path);
        } else if (lines == MOST_LINES + 1) {
            log.log(System.Logger.Level.INFO, "the disk does not show more such entries");
        }
    }
}
