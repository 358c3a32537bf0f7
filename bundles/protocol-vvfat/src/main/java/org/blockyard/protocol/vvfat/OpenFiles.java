package org.blockyard.protocol.vvfat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Reads the folder's files and keeps those that were read last open. No symbolic link is followed
 * below the folder, also none that came after the disk was opened. Any number of threads may read.
 */
final class OpenFiles implements Closeable {
    private static final int MOST_OPEN = 64;

    private final Path root;
    private final Map<Path, FileChannel> open = new LinkedHashMap<>();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    OpenFiles(Path root) {
        this.root = root;
    }

    /**
     * Fills the target with a file's bytes; where the file has ended it gives zeroes.
     *
     * @throws BlockException of kind {@code IO} if it is gone or may not be read
     */
    void read(Path path, long position, ByteBuffer target) throws BlockException {
        try {
            while (!readOpen(path, position, target)) {
                open(path);
            }
        } catch (IOException failure) {
            throw new BlockException(
                    ErrorKind.IO, "could not read " + path + ": " + words(failure), failure);
        }
    }

    private static String words(IOException failure) {
        return failure instanceof NoSuchFileException ? "it is gone" : failure.toString();
    }

    /** Whether the file was open and has been read. */
    private boolean readOpen(Path path, long position, ByteBuffer target) throws IOException {
        lock.readLock().lock();
        try {
            var channel = open.get(path);
            if (channel == null) {
                return false;
            }
            long at = position;
            while (target.hasRemaining()) {
                int count = channel.read(target, at);
                if (count < 0) {
                    Zeroes.fill(target, target.remaining());
                } else {
                    at += count;
                }
            }
            return true;
        } finally {
            lock.readLock().unlock();
        }
    }

    private void open(Path path) throws IOException {
        requireNoLinks(root, path);
        var options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        lock.writeLock().lock();
        try {
            if (!open.containsKey(path)) {
                if (open.size() >= MOST_OPEN) {
                    var eldest = open.entrySet().iterator();
                    eldest.next().getValue().close();
                    eldest.remove();
                }
                open.put(path, FileChannel.open(path, options));
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Requires that all folders between the root and a path are folders, not links to others. */
    static void requireNoLinks(Path root, Path path) throws IOException {
        for (var folder = path.getParent();
                folder != null && !folder.equals(root);
                folder = folder.getParent()) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(folder.toString());
            }
        }
    }

    /** Closes all, so that the next reads find what lies under the paths then. */
    void forget() throws IOException {
        lock.writeLock().lock();
        try {
            for (var channel : new ArrayList<>(open.values())) {
                channel.close();
            }
            open.clear();
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void close() throws IOException {
        forget();
    }
}
