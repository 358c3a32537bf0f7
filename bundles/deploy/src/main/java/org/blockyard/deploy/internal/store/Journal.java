package org.blockyard.deploy.internal.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What was done with bundles, one JSON object a line, only ever added to. An entry is on stable
 * storage when {@link #add} returns. A last line that a crash cut off is dropped. Used by one
 * thread at a time.
 */
public final class Journal implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Journal.class.getName());
    private static final int MOST_ENTRIES = 10_000;
    private static final int KEPT_ENTRIES = 5_000;
    private static final int MOST_BYTES = 64 << 20;

    private final Path file;
    private final List<Entry> entries = new ArrayList<>();
    private FileChannel channel;

    private Journal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Opens a journal, or begins one. */
    public static Journal open(Path file) throws IOException {
        var journal = new Journal(file, channel(file));
        try {
            journal.load();
            return journal;
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private static FileChannel channel(Path file) throws IOException {
        boolean fresh = !Files.exists(file);
        var channel =
                FileChannel.open(
                        file,
                        Set.of(CREATE, READ, WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        if (fresh) {
            StableFiles.syncName(file);
        }
        return channel;
    }

    private void load() throws IOException {
        if (channel.size() > MOST_BYTES) {
            throw new IOException("journal " + file + " is larger than " + MOST_BYTES + " bytes");
        }
        var bytes = Files.readAllBytes(file);
        int start = 0;
        for (int end = 0; end < bytes.length; end++) {
            if (bytes[end] == '\n') {
                line(new String(bytes, start, end - start, StandardCharsets.UTF_8));
                start = end + 1;
            }
        }
        if (start < bytes.length) {
            LOG.log(System.Logger.Level.WARNING, "the last line of " + file + " was cut off");
            channel.truncate(start);
        }
        channel.position(start);
    }

    private void line(String text) {
        Entry.of(text)
                .ifPresentOrElse(
                        entries::add,
                        () ->
                                LOG.log(
                                        System.Logger.Level.WARNING,
                                        "a line of " + file + " says nothing: " + text));
    }

    /** All entries, the oldest first. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Adds an entry; it is on stable storage on return. */
    public void add(Entry entry) throws IOException {
        long before = channel.position();
        try {
            write(channel, entry.line());
            channel.force(false);
        } catch (IOException e) {
            // half a line must not stand before the next
            channel.truncate(before);
            throw e;
        }
        entries.add(entry);
    }

    private static void write(FileChannel channel, String line) throws IOException {
        var bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * Drops old entries of a journal that has become long, but none of those that say what is at
     * work.
     */
    public void shorten(Set<Entry> needed) throws IOException {
        if (entries.size() <= MOST_ENTRIES) {
            return;
        }
        int young = entries.size() - KEPT_ENTRIES;
        var kept = new ArrayList<Entry>();
        for (int i = 0; i < entries.size(); i++) {
            if (i >= young || needed.contains(entries.get(i))) {
                kept.add(entries.get(i));
            }
        }
        var next = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(next);
        try (var out = channel(next)) {
            for (var entry : kept) {
                write(out, entry.line());
            }
            out.force(true);
        }
        StableFiles.replace(next, file);
        channel.close();
        channel = channel(file);
        channel.position(channel.size());
        entries.clear();
        entries.addAll(kept);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
