package org.blockyard.format.parallels;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.driver.BitmapKeeping;
import org.blockyard.driver.KeptBitmap;
import org.blockyard.format.kit.Place;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The dirty bitmaps of an open image. Before the first write the image says that it has none, and
 * at the end it gets those back that were recorded meanwhile: by the node that took them, or here
 * if nobody did. After a crash between the two they are lost, and every other program sees that.
 */
final class ImageBitmaps implements BitmapKeeping {
    /** What is known of the bitmaps in the file. */
    private enum State {
        /** They are right. */
        STORED,
        /** They were taken out, and writes are recorded here. */
        RECORDED,
        /** They were taken out by who records writes. */
        TAKEN
    }

    private final ParallelsImage image;
    private final ParallelsMap map;
    private final StoredBits stored;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<FormatExtension> extension;
    private List<KeptBitmap> recorded = List.of();
    private State state = State.STORED;
    private volatile boolean begun;

    ImageBitmaps(ParallelsImage image, ParallelsMap map, Optional<FormatExtension> extension) {
        this.image = image;
        this.map = map;
        this.stored = new StoredBits(image);
        this.extension = extension;
        this.begun = extension.isEmpty();
    }

    @Override
    public List<KeptBitmap> keptBitmaps() throws IOException {
        var kept = new ArrayList<KeptBitmap>();
        for (var bitmap : extension.map(FormatExtension::bitmaps).orElse(List.of())) {
            kept.add(
                    new KeptBitmap(
                            bitmap.id().toString(),
                            bitmap.granularity() * ParallelsHeader.SECTOR,
                            true,
                            bits(bitmap)));
        }
        return kept;
    }

    /** A table that leads nowhere tells nothing of what was written. */
    private Optional<DirtyBits> bits(BitmapFeature bitmap) throws IOException {
        try {
            return Optional.of(stored.load(bitmap));
        } catch (BlockException lost) {
            if (lost.kind() == ErrorKind.INVALID_FORMAT) {
                return Optional.empty();
            }
            throw lost;
        }
    }

    @Override
    public List<KeptBitmap> takeBitmaps() throws IOException {
        var kept = keptBitmaps();
        forget();
        state = State.TAKEN;
        begun = true;
        return kept;
    }

    private void forget() throws IOException {
        if (extension.isPresent()) {
            map.prepare();
            FormatExtension.forget(image);
            for (long cluster : extension.get().clusters()) {
                map.giveBack(new Place.Data(cluster));
            }
            extension = Optional.empty();
        }
    }

    /** Whether {@link #begin} need not be called before something is written. */
    boolean begun() {
        return begun;
    }

    /** Takes the bitmaps out of the image, to record in them here. */
    void begin() throws IOException {
        lock.lock();
        try {
            if (!begun) {
                recorded = keptBitmaps();
                forget();
                state = State.RECORDED;
                begun = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Marks a range that is written. */
    void record(long offset, long length) {
        if (state == State.RECORDED) {
            for (var bitmap : recorded) {
                bitmap.bits().ifPresent(bits -> bits.set(offset, length));
            }
        }
    }

    /** Gives back to the image what was recorded here. */
    void close() throws IOException {
        if (state == State.RECORDED) {
            keepBitmaps(recorded);
        }
    }

    @Override
    public void requireKeepable(String name, long granularity) throws IOException {
        id(name);
        if (granularity / ParallelsHeader.SECTOR > BitmapFeature.MOST_GRANULARITY) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE,
                    "the image can't keep a dirty bitmap of granularity " + granularity);
        }
        requireRoom(1, BitmapFeature.entries(image.header(), granularity / ParallelsHeader.SECTOR));
    }

    private void requireRoom(long bitmaps, long entries) throws BlockException {
        if (!FormatExtension.fits(image.header(), bitmaps, entries)) {
            throw new BlockException(
                    ErrorKind.NO_SPACE,
                    "the image has no room for this dirty bitmap; a larger granularity takes less");
        }
    }

    private static UUID id(String name) throws BlockException {
        try {
            var id = UUID.fromString(name);
            if (id.toString().equals(name)) {
                return id;
            }
        } catch (IllegalArgumentException malformed) {
            // refused below
        }
        throw new BlockException(
                ErrorKind.INVALID_OPTION,
                "a Parallels image names its dirty bitmaps by UUIDs, not '" + name + "'");
    }

    @Override
    public void keepBitmaps(List<KeptBitmap> bitmaps) throws IOException {
        forget();
        var features = new ArrayList<BitmapFeature>();
        long entries = 0;
        for (var kept : bitmaps) {
            if (kept.bits().isPresent()) {
                var feature = map.store(stored, id(kept.name()), kept.bits().get());
                entries += feature.table().length;
                features.add(feature);
            }
        }
        requireRoom(features.size(), entries);
        recorded = List.of();
        if (!features.isEmpty()) {
            map.prepare();
            var written = map.extension(features);
            written.write(image);
            written.publish(image);
            extension = Optional.of(written);
        }
        state = State.STORED;
        begun = extension.isEmpty();
    }
}
