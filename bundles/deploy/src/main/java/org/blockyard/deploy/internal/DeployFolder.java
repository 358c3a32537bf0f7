package org.blockyard.deploy.internal;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches one folder and tells what changes in it: at once where the system tells, else after the
 * next look. It does not know what the files are for.
 */
final class DeployFolder implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DeployFolder.class.getName());
    // for file systems that tell nothing, and for what was overlooked
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
    private static final Duration LOOK_SOON = Duration.ofMillis(200);
    // a file that nobody wrote for so long is not going to be completed
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration LAST_GRACE = Duration.ofSeconds(10);

    private final Path folder;
    private final FolderListener listener;
    private final WatchService watch;
    private final Map<Path, Print> known = new HashMap<>();
    private final Map<Path, Long> unfinished = new HashMap<>();
    private @Nullable Thread watcher;
    private volatile boolean closed;
    private boolean readable = true;

    /** By what a file's content is told from another's without reading it. */
    private record Print(long size, FileTime modified, @Nullable Object key) {}

    /** Begins to watch; what is there already is told by the first {@link #look}. */
    DeployFolder(Path folder, FolderListener listener) throws IOException {
        this.folder = folder;
        this.listener = listener;
        this.watch = folder.getFileSystem().newWatchService();
        folder.register(watch, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
    }

    /** Goes on looking on a thread of its own. */
    void start() {
        watcher = Thread.ofVirtual().name("deploy " + folder).start(this::run);
    }

    private void run() {
        try {
            while (!closed) {
                var wait = unfinished.isEmpty() ? LOOK_AGAIN : LOOK_SOON;
                var key = watch.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
                while (key != null) {
                    key.pollEvents();
                    key.reset();
                    key = watch.poll();
                }
                lookOn();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            // the end
        }
    }

    /** One file that nobody foresaw must not end the watch over all others. */
    private void lookOn() {
        try {
            look();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.ERROR, "deploy folder " + folder, e);
        }
    }

    /** Looks now, and has the listener act before it returns. */
    void look() {
        Map<Path, Print> now;
        try {
            now = scan();
            readable = true;
        } catch (IOException e) {
            if (readable) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "deploy folder " + folder + " can't be read: " + e);
            }
            readable = false;
            return;
        }
        var change = compare(now);
        if (!change.isEmpty()) {
            var incomplete = listener.changed(change);
            change.vanished().forEach(unfinished::remove);
            change.appeared().forEach(unfinished::remove);
            change.changed().forEach(unfinished::remove);
            incomplete.forEach(file -> unfinished.put(file, System.nanoTime()));
        }
        giveUp();
    }

    private void giveUp() {
        long now = System.nanoTime();
        for (var file : new ArrayList<>(unfinished.keySet())) {
            var since = unfinished.get(file);
            if (since != null && now - since > PATIENCE.toNanos()) {
                unfinished.remove(file);
                listener.givenUp(file);
            }
        }
    }

    private FolderChange compare(Map<Path, Print> now) {
        var change = new FolderChange(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (var entry : now.entrySet()) {
            var before = known.put(entry.getKey(), entry.getValue());
            if (before == null) {
                change.appeared().add(entry.getKey());
            } else if (!before.equals(entry.getValue())) {
                change.changed().add(entry.getKey());
            }
        }
        for (var file : new ArrayList<>(known.keySet())) {
            if (!now.containsKey(file)) {
                known.remove(file);
                change.vanished().add(file);
            }
        }
        return change;
    }

    /** The files in the order of their names; hidden ones are somebody's work in progress. */
    private Map<Path, Print> scan() throws IOException {
        var files = new TreeMap<Path, Print>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (var file : entries) {
                if (!file.getFileName().toString().startsWith(".")) {
                    print(file, files);
                }
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        return files;
    }

    private static void print(Path file, Map<Path, Print> files) throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isRegularFile()) {
                files.put(
                        file,
                        new Print(
                                attributes.size(),
                                attributes.lastModifiedTime(),
                                attributes.fileKey()));
            }
        } catch (NoSuchFileException e) {
            // gone since it was listed, or a link to nowhere
        }
    }

    /** Stops watching; what is being acted on is finished first. */
    @Override
    public void close() {
        closed = true;
        try {
            watch.close();
            var last = watcher;
            if (last != null && last != Thread.currentThread()) {
                last.join(LAST_GRACE);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "deploy folder " + folder + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
