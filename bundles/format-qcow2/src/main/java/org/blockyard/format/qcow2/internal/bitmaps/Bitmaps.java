package org.blockyard.format.qcow2.internal.bitmaps;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.driver.BitmapInfo;
import org.blockyard.driver.BitmapKeeping;
import org.blockyard.driver.Bitmapped;
import org.blockyard.driver.KeptBitmap;
import org.blockyard.format.qcow2.internal.layout.BitmapEntry;
import org.blockyard.format.qcow2.internal.layout.BitmapsExtension;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;

/**
 * The dirty bitmaps of an open image. Those that record writes are marked on disk as in use before
 * the first write, and stored when the image is closed: after a crash between the two the image
 * says that they are lost.
 */
public final class Bitmaps implements Bitmapped, BitmapKeeping {
    private static final long LEAST_DEFAULT = 4096;
    private static final long MOST_DEFAULT = 65536;

    private final Metadata metadata;
    private final Geometry geometry;
    private final boolean writable;
    private final BitmapTable tables;
    private final BitmapStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Bitmap> bitmaps = new ArrayList<>();
    private volatile List<Bitmap> recorders = List.of();
    private volatile boolean ready;
    private volatile boolean edited;
    private boolean taken;

    /** The bitmaps that a directory lists, of an image that may be written or not. */
    public Bitmaps(Metadata metadata, BitmapDirectory directory, boolean writable) {
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.writable = writable;
        this.tables = new BitmapTable(metadata);
        this.store = new BitmapStore(metadata, tables, directory);
        directory.entries().forEach(entry -> bitmaps.add(new Bitmap(entry, null)));
        this.ready = bitmaps.stream().noneMatch(Bitmap::recording);
    }

    /** Whether writes may go ahead without {@link #prepare}. */
    public boolean ready() {
        return ready;
    }

    /** To be called before the image is changed: says on disk that bitmaps are in use. */
    public void prepare() throws IOException {
        if (!ready) {
            lock.lock();
            try {
                if (!ready) {
                    markInUse();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void markInUse() throws IOException {
        if (edited) {
            storeAll(false, false);
        }
        var used = new ArrayList<Bitmap>();
        boolean told = true;
        for (var bitmap : bitmaps) {
            if (bitmap.recording()) {
                load(bitmap);
                used.add(bitmap);
                told &= bitmap.entry.tableEntries() == 0 || bitmap.entry.inUse();
            }
        }
        if (!told) {
            used.forEach(bitmap -> bitmap.setFlag(BitmapEntry.IN_USE, true));
            store.writeFlags(
                    bitmaps.stream()
                            .map(bitmap -> bitmap.entry)
                            .filter(entry -> entry.tableEntries() > 0 || !entry.understood())
                            .toList());
        }
        used.forEach(bitmap -> bitmap.changed = true);
        recorders = List.copyOf(used);
        ready = true;
    }

    @Override
    public List<KeptBitmap> keptBitmaps() throws IOException {
        lock.lock();
        try {
            var kept = new ArrayList<KeptBitmap>();
            for (var bitmap : bitmaps) {
                if (bitmap.entry.understood()) {
                    kept.add(kept(bitmap));
                }
            }
            return kept;
        } finally {
            lock.unlock();
        }
    }

    private KeptBitmap kept(Bitmap bitmap) throws IOException {
        Optional<org.blockyard.bitmap.DirtyBits> bits = Optional.empty();
        if (!bitmap.lost) {
            long length = metadata.store().header().size();
            bits = Optional.of(BitConversion.toApi(load(bitmap), length, bitmap.granularity()));
        }
        return new KeptBitmap(bitmap.name(), bitmap.granularity(), bitmap.entry.auto(), bits);
    }

    @Override
    public List<KeptBitmap> takeBitmaps() throws IOException {
        lock.lock();
        try {
            if (edited) {
                storeAll(false, false);
            }
            var kept = keptBitmaps();
            sayInUse();
            for (var bitmap : bitmaps) {
                bitmap.bits = null;
                bitmap.changed = false;
            }
            recorders = List.of();
            ready = true;
            taken = true;
            return kept;
        } finally {
            lock.unlock();
        }
    }

    private void sayInUse() throws IOException {
        boolean told = true;
        for (var bitmap : bitmaps) {
            if (bitmap.entry.understood() && !bitmap.entry.inUse()) {
                bitmap.setFlag(BitmapEntry.IN_USE, true);
                told = false;
            }
        }
        if (!told) {
            store.writeFlags(entries());
        }
    }

    @Override
    public void requireKeepable(String name, long granularity) throws IOException {
        refuseOldFormat();
        refuseTooLarge(metadata.store().header().size(), Long.numberOfTrailingZeros(granularity));
    }

    @Override
    public void keepBitmaps(List<KeptBitmap> given) throws IOException {
        lock.lock();
        try {
            if (!given.isEmpty()) {
                refuseOldFormat();
            }
            var next = new ArrayList<Bitmap>();
            for (var bitmap : bitmaps) {
                if (!bitmap.entry.understood()) {
                    next.add(bitmap);
                }
            }
            for (var kept : given) {
                next.add(kept.bits().isEmpty() ? find(kept.name()) : stored(kept));
            }
            bitmaps.clear();
            bitmaps.addAll(next);
            taken = false;
            ready = bitmaps.stream().noneMatch(Bitmap::recording);
            storeAll(true, false);
        } finally {
            lock.unlock();
        }
    }

    private static Bitmap stored(KeptBitmap kept) {
        var entry =
                new BitmapEntry(
                        0,
                        0,
                        kept.recording() ? BitmapEntry.AUTO : 0,
                        BitmapEntry.DIRTY_TRACKING,
                        Long.numberOfTrailingZeros(kept.granularity()),
                        new byte[0],
                        kept.name());
        return new Bitmap(entry, BitConversion.ofApi(kept.bits().orElseThrow()));
    }

    /** Marks a range in all bitmaps that record. */
    public void record(long offset, long length) {
        for (var bitmap : recorders) {
            var bits = bitmap.bits;
            if (bits != null && length > 0) {
                bits.set(
                        bitmap.firstBit(offset),
                        Math.min(bits.size(), bitmap.endBit(offset + length)));
            }
        }
    }

    private DirtyBits load(Bitmap bitmap) throws IOException {
        bitmap.refuseIfLost();
        var bits = bitmap.bits;
        if (bits == null) {
            bits = tables.load(bitmap.entry, bitsFor(bitmap, metadata.store().header().size()));
            bitmap.bits = bits;
        }
        return bits;
    }

    private static long bitsFor(Bitmap bitmap, long length) {
        return BitmapEntry.bitsFor(length, bitmap.entry.granularityBits());
    }

    /**
     * Makes ready for the disk's becoming longer or shorter: all bitmaps are in memory and in use.
     *
     * @throws BlockException if one can't be used, and so can't be resized
     */
    public void beforeResize(long length) throws IOException {
        lock.lock();
        try {
            if (taken) {
                refuseToResize(length);
                return;
            }
            for (var bitmap : bitmaps) {
                load(bitmap);
                refuseTooLarge(length, bitmap.entry.granularityBits());
            }
            for (var bitmap : bitmaps) {
                bitmap.setFlag(BitmapEntry.IN_USE, bitmap.entry.tableEntries() > 0);
                bitmap.changed = true;
            }
            if (!bitmaps.isEmpty()) {
                storeAll(false, true);
            }
        } finally {
            lock.unlock();
        }
    }

    private void refuseToResize(long length) throws BlockException {
        for (var bitmap : bitmaps) {
            bitmap.refuseIfLost();
            refuseTooLarge(length, bitmap.entry.granularityBits());
        }
    }

    /** The disk has another length. */
    public void resized(long length) {
        lock.lock();
        try {
            for (var bitmap : bitmaps) {
                var bits = bitmap.bits;
                if (bits != null) {
                    bitmap.bits = bits.resized(bitsFor(bitmap, length));
                }
            }
            edited = !taken && !bitmaps.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Stores what was changed by name; those that record stay in use. */
    public void flush() throws IOException {
        if (edited) {
            lock.lock();
            try {
                storeAll(false, false);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Stores all. */
    public void close() throws IOException {
        lock.lock();
        try {
            if (edited || bitmaps.stream().anyMatch(one -> one.changed)) {
                storeAll(true, false);
            }
        } finally {
            lock.unlock();
        }
    }

    private void storeAll(boolean closing, boolean allInUse) throws IOException {
        edited = false;
        boolean done = false;
        try {
            for (var bitmap : bitmaps) {
                var bits = bitmap.bits;
                if (bits == null || !bitmap.changed) {
                    continue;
                }
                bitmap.entry = tables.write(bitmap.entry, bits);
                bitmap.changed = !closing && (bitmap.recording() || allInUse);
                bitmap.setFlag(
                        BitmapEntry.IN_USE, allInUse || !closing && recorders.contains(bitmap));
            }
            store.replace(bitmaps.stream().map(bitmap -> bitmap.entry).toList());
            done = true;
        } finally {
            edited |= !done;
        }
    }

    @Override
    public List<BitmapInfo> bitmaps() throws IOException {
        lock.lock();
        try {
            var infos = new ArrayList<BitmapInfo>();
            if (taken) {
                return List.of(); // they are the node's, and what is here is old
            }
            for (var bitmap : bitmaps) {
                if (!bitmap.lost && bitmap.entry.understood()) {
                    load(bitmap);
                }
                infos.add(bitmap.info());
            }
            return infos;
        } finally {
            lock.unlock();
        }
    }

    /** The bitmaps as the directory lists them, without their bits. */
    public List<BitmapEntry> entries() {
        lock.lock();
        try {
            return bitmaps.stream().map(bitmap -> bitmap.entry).toList();
        } finally {
            lock.unlock();
        }
    }

    private interface Change {
        void run() throws IOException;
    }

    private void change(Change change) throws IOException {
        if (!writable) {
            throw new BlockException(ErrorKind.READ_ONLY, "the image is open for reading only");
        }
        lock.lock();
        try {
            if (taken) {
                throw new BlockException(
                        ErrorKind.BUSY, "the image's bitmaps are in use by its node");
            }
            change.run();
            edited = true;
            var recording = bitmaps.stream().filter(Bitmap::recording).toList();
            recorders = recorders.stream().filter(recording::contains).toList();
            ready = recorders.size() == recording.size();
        } finally {
            lock.unlock();
        }
    }

    private Bitmap find(String name) throws BlockException {
        return bitmaps.stream()
                .filter(bitmap -> bitmap.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.NOT_FOUND,
                                        "Dirty bitmap '" + name + "' not found"));
    }

    @Override
    public void addBitmap(String name, OptionalLong granularity, boolean recording)
            throws IOException {
        long bytes =
                granularity.orElse(Math.clamp(geometry.clusterSize(), LEAST_DEFAULT, MOST_DEFAULT));
        change(
                () -> {
                    refuseWrong(name, bytes);
                    int bits = Long.numberOfTrailingZeros(bytes);
                    long length = metadata.store().header().size();
                    refuseTooLarge(length, bits);
                    var entry =
                            new BitmapEntry(
                                    0,
                                    0,
                                    recording ? BitmapEntry.AUTO : 0,
                                    BitmapEntry.DIRTY_TRACKING,
                                    bits,
                                    new byte[0],
                                    name);
                    bitmaps.add(
                            new Bitmap(entry, new DirtyBits(BitmapEntry.bitsFor(length, bits))));
                });
    }

    private void refuseOldFormat() throws BlockException {
        if (geometry.version() < 3) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "Cannot store dirty bitmaps in qcow2 v2 files");
        }
    }

    private void refuseWrong(String name, long granularity) throws BlockException {
        refuseOldFormat();
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > BitmapEntry.MAX_NAME) {
            throw wrong("a bitmap's name has 1 to " + BitmapEntry.MAX_NAME + " bytes");
        }
        if (Long.bitCount(granularity) != 1
                || granularity < 1L << BitmapEntry.MIN_GRANULARITY_BITS
                || granularity > 1L << BitmapEntry.MAX_GRANULARITY_BITS) {
            throw wrong("granularity must be a power of two between 512 and 2G");
        }
        if (bitmaps.stream().anyMatch(bitmap -> bitmap.name().equals(name))) {
            throw new BlockException(ErrorKind.EXISTS, "Bitmap already exists: " + name);
        }
        long directory = bitmaps.stream().mapToLong(bitmap -> bitmap.entry.length()).sum();
        if (bitmaps.size() >= BitmapsExtension.MAX_COUNT
                || directory > BitmapsExtension.MAX_DIRECTORY - 2 * BitmapEntry.MAX_NAME) {
            throw wrong("an image has at most " + BitmapsExtension.MAX_COUNT + " bitmaps");
        }
    }

    private static void refuseTooLarge(long length, int granularityBits) throws BlockException {
        if (BitmapEntry.bitsFor(length, granularityBits) > BitmapEntry.MAX_BYTES * 8) {
            throw wrong("the bitmap would be too large; use a coarser granularity");
        }
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }

    @Override
    public void removeBitmap(String name) throws IOException {
        change(() -> bitmaps.remove(find(name)));
    }

    @Override
    public void clearBitmap(String name) throws IOException {
        change(
                () -> {
                    var bitmap = find(name);
                    bitmap.refuseIfLost();
                    bitmap.bits = new DirtyBits(bitsFor(bitmap, metadata.store().header().size()));
                    bitmap.changed = true;
                });
    }

    @Override
    public void recordBitmap(String name, boolean recording) throws IOException {
        change(
                () -> {
                    var bitmap = find(name);
                    bitmap.refuseIfLost();
                    load(bitmap);
                    bitmap.setFlag(BitmapEntry.AUTO, recording);
                    // what it recorded is to be stored, and the mark taken off that it is in use
                    bitmap.changed |= !recording && bitmap.entry.inUse();
                });
    }

    @Override
    public void markBitmap(String name, long offset, long length) throws IOException {
        change(
                () -> {
                    var bitmap = find(name);
                    var bits = load(bitmap);
                    long end = bitmap.endBit(offset + length);
                    if (length > 0 && offset >= 0 && end <= bits.size()) {
                        bits.set(bitmap.firstBit(offset), end);
                    } else if (length != 0) {
                        throw new BlockException(
                                ErrorKind.OUT_OF_RANGE, "the range is not within the disk");
                    }
                    bitmap.changed = true;
                });
    }

    @Override
    public Extent bitmapStatus(String name, long offset, long length) throws IOException {
        lock.lock();
        try {
            var bitmap = find(name);
            var bits = load(bitmap);
            long first = bitmap.firstBit(offset);
            if (offset < 0 || length <= 0 || first >= bits.size()) {
                throw new BlockException(
                        ErrorKind.OUT_OF_RANGE, "the range is not within the disk");
            }
            long end = bits.runEnd(first, Math.min(bits.size(), bitmap.endBit(offset + length)));
            long run = Math.min(length, (end << bitmap.entry.granularityBits()) - offset);
            return bits.isSet(first) ? Extent.data(run) : Extent.zero(run);
        } finally {
            lock.unlock();
        }
    }
}
