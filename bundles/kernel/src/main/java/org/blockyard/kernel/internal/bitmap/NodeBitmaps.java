package org.blockyard.kernel.internal.bitmap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.bitmap.BitmapRequest;
import org.blockyard.bitmap.DirtyBitmap;
import org.blockyard.bitmap.DirtyBitmaps;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.bitmap.WriteTracker;
import org.blockyard.driver.BitmapKeeping;
import org.blockyard.driver.KeptBitmap;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * The bitmaps of one node. What records is told to the node's path as one immutable whole; it
 * changes only while no write is in flight, so each write marks all that record when it ends.
 */
public final class NodeBitmaps implements DirtyBitmaps {
    /** The granularity where nothing suggests one, and the most that is suggested. */
    private static final long MOST_DEFAULT = 65536;

    private static final long LEAST_DEFAULT = 4096;

    private final String node;
    private final Surroundings surroundings;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<NodeBitmap> named = new CopyOnWriteArrayList<>();
    private final List<DirtyBits> tracking = new CopyOnWriteArrayList<>();
    private final PersistentBitmaps persistent = new PersistentBitmaps(this);

    /** What bitmaps need of their node. */
    public interface Surroundings extends Stillness {
        /** The node's length. */
        long length();

        /** The cluster size of its image, 0 if it has none. */
        long clusterSize();

        /** The name of its driver. */
        String driver();

        /** The file whose bytes are the image, if it is one and the node shows all of it. */
        Optional<Path> imageFile();

        /** Says what records from now on; null if nothing does. */
        void marks(@Nullable WriteMarks marks);
    }

    /** Those of a node, none yet. */
    public NodeBitmaps(String node, Surroundings surroundings) {
        this.node = node;
        this.surroundings = surroundings;
    }

    String node() {
        return node;
    }

    @Override
    public List<DirtyBitmap> named() {
        return List.copyOf(named);
    }

    @Override
    public DirtyBitmap add(BitmapRequest request) throws IOException {
        checkName(request.name());
        long granularity = request.granularity().orElseGet(this::defaultGranularity);
        var added = new ArrayList<NodeBitmap>();
        change(
                "a new bitmap",
                () -> {
                    checkFree(request.name());
                    if (request.persistent()) {
                        requireKeepable(request.name(), granularity);
                    }
                    var bitmap =
                            new NodeBitmap(
                                    this,
                                    request.name(),
                                    bits(granularity),
                                    request.persistent(),
                                    request.recording());
                    named.add(bitmap);
                    added.add(bitmap);
                });
        return added.getFirst();
    }

    private static void checkName(String name) throws BlockException {
        if (name.isEmpty()) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "Bitmap name cannot be empty");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > BitmapRequest.MOST_NAME) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "Bitmap name too long: " + name);
        }
    }

    private void checkFree(String name) throws BlockException {
        if (find(name).isPresent()) {
            throw new BlockException(ErrorKind.EXISTS, "Bitmap already exists: " + name);
        }
    }

    private void requireKeepable(String name, long granularity) throws IOException {
        try {
            var store =
                    persistent
                            .writable()
                            .orElseThrow(
                                    () ->
                                            new BlockException(
                                                    ErrorKind.UNSUPPORTED,
                                                    "Operation not supported"));
            store.requireKeepable(name, granularity);
        } catch (IOException e) {
            throw BlockException.of(e).prefix("Can't store persistent bitmaps to " + node + ": ");
        }
    }

    /**
     * Takes over the bitmaps of a device that is about to serve the node, or looks at them.
     *
     * @param image what keeps them in the image, if the device can
     */
    public void arrived(Optional<BitmapKeeping> image, NodeAccess access) throws IOException {
        Optional<BitmapStore> store = store(image, access);
        List<KeptBitmap> found =
                switch (access) {
                    case WRITE -> store.isPresent() ? store.get().take() : List.of();
                    case READ -> store.isPresent() ? store.get().look() : List.of();
                    case NONE -> List.of();
                };
        locked(
                () -> {
                    persistent.arrived(named, store, access, found, surroundings.length());
                    publish();
                });
    }

    private Optional<BitmapStore> store(Optional<BitmapKeeping> image, NodeAccess access) {
        if (image.isPresent() || access == NodeAccess.NONE) {
            return image.map(ImageStore::new);
        }
        return surroundings.imageFile().map(file -> new SidecarStore(file, surroundings.driver()));
    }

    /** Gives the bitmaps of a device back that is flushed and about to be closed. */
    public void departing() {
        locked(() -> persistent.departing(named));
    }

    /** The device is closed. */
    public void departed() {
        locked(persistent::departed);
    }

    private DirtyBits bits(long granularity) throws BlockException {
        try {
            return new DirtyBits(surroundings.length(), granularity);
        } catch (IllegalArgumentException e) {
            throw new BlockException(ErrorKind.INVALID_OPTION, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void remove(String name) throws IOException {
        change(
                "a bitmap's removal",
                () -> {
                    var bitmap = require(name);
                    bitmap.requireRemovable();
                    named.remove(bitmap);
                });
    }

    @Override
    public long defaultGranularity() {
        long cluster = surroundings.clusterSize();
        return cluster > 0 && Long.bitCount(cluster) == 1
                ? Math.clamp(cluster, LEAST_DEFAULT, MOST_DEFAULT)
                : MOST_DEFAULT;
    }

    @Override
    public WriteTracker track(long granularity) throws IOException {
        var tracked = new ArrayList<DirtyBits>();
        change(
                "a job's bitmap",
                () -> {
                    tracked.add(bits(granularity));
                    tracking.addAll(tracked);
                });
        return new Tracker(tracked.getFirst());
    }

    /** Follows the node to another length, with no write in flight. */
    public void resize(long length) {
        locked(
                () -> {
                    for (var bitmap : named) {
                        resize(bitmap, length);
                    }
                    tracking.forEach(bits -> bits.resize(length));
                    publish();
                });
    }

    private static void resize(NodeBitmap bitmap, long length) {
        try {
            bitmap.resize(length);
        } catch (IllegalArgumentException e) {
            bitmap.spoil(); // the disk is too long for its granularity
        }
    }

    /** Makes a change while no write is in flight, after which others may record. */
    void change(String what, Stillness.Step step) throws IOException {
        surroundings.during(
                what,
                () -> {
                    lock.lock();
                    try {
                        step.run();
                        publish();
                    } finally {
                        lock.unlock();
                    }
                });
    }

    /** Makes a change that leaves what records alone. */
    void locked(Runnable step) {
        lock.lock();
        try {
            step.run();
        } finally {
            lock.unlock();
        }
    }

    private void publish() {
        var recording = new ArrayList<>(tracking);
        named.forEach(bitmap -> bitmap.live().ifPresent(recording::add));
        surroundings.marks(recording.isEmpty() ? null : new WriteMarks(recording));
    }

    private final class Tracker implements WriteTracker {
        private final DirtyBits bits;

        private Tracker(DirtyBits bits) {
            this.bits = bits;
        }

        @Override
        public DirtyBits bits() {
            return bits;
        }

        @Override
        public void close() {
            locked(
                    () -> {
                        tracking.removeIf(mine -> mine == bits);
                        publish();
                    });
        }
    }
}
