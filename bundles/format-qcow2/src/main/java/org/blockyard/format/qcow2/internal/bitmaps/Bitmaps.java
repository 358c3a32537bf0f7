package org.blockyard.format.qcow2.internal.bitmaps;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.driver.BitmapKeeping;
import org.blockyard.driver.KeptBitmap;
import org.blockyard.format.qcow2.internal.layout.BitmapEntry;
import org.blockyard.format.qcow2.internal.layout.BitmapsExtension;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The dirty bitmaps of an open image. While a node has them the image says that they are in use, so
 * after a crash it says that they are lost. Bitmaps of unknown kinds stay in the image as they are.
 */
public final class Bitmaps implements BitmapKeeping {
    private final Metadata metadata;
    private final BitmapTable tables;
    private final BitmapStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> lost;
    private List<BitmapEntry> entries;

    private Bitmaps(Metadata metadata, BitmapDirectory directory, Set<String> lost) {
        this.metadata = metadata;
        this.tables = new BitmapTable(metadata);
        this.store = new BitmapStore(metadata, tables, directory);
        this.entries = directory.entries();
        this.lost = lost;
    }

    /** The bitmaps that the directory of an image lists that was just opened. */
    public static Bitmaps of(Metadata metadata, BitmapDirectory directory) {
        var lost = new HashSet<String>();
        for (var entry : directory.entries()) {
            if (entry.inUse()) {
                lost.add(entry.name());
            }
        }
        return new Bitmaps(metadata, directory, lost);
    }

    /** These bitmaps after the image was changed under them. */
    public Bitmaps anew(Metadata changed, BitmapDirectory directory) {
        return new Bitmaps(changed, directory, lost);
    }

    @Override
    public boolean canKeepBitmaps() {
        return metadata.geometry().version() >= 3;
    }

    @Override
    public List<KeptBitmap> keptBitmaps() throws IOException {
        lock.lock();
        try {
            var kept = new ArrayList<KeptBitmap>();
            for (var entry : entries) {
                if (entry.understood()) {
                    kept.add(kept(entry));
                }
            }
            return kept;
        } finally {
            lock.unlock();
        }
    }

    private KeptBitmap kept(BitmapEntry entry) throws IOException {
        Optional<DirtyBits> bits = Optional.empty();
        if (!lost.contains(entry.name())) {
            bits = Optional.of(tables.load(entry, metadata.store().header().size()));
        }
        return new KeptBitmap(entry.name(), 1L << entry.granularityBits(), entry.auto(), bits);
    }

    @Override
    public List<KeptBitmap> takeBitmaps() throws IOException {
        lock.lock();
        try {
            var kept = keptBitmaps();
            if (entries.stream().anyMatch(entry -> entry.understood() && !entry.inUse())) {
                entries = entries.stream().map(Bitmaps::inUse).toList();
                store.writeFlags(entries);
            }
            return kept;
        } finally {
            lock.unlock();
        }
    }

    private static BitmapEntry inUse(BitmapEntry entry) {
        return entry.understood() ? entry.withFlags(entry.flags() | BitmapEntry.IN_USE) : entry;
    }

    @Override
    public void requireKeepable(String name, long granularity) throws IOException {
        if (!canKeepBitmaps()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "Cannot store dirty bitmaps in qcow2 v2 files");
        }
        refuseTooLarge(metadata.store().header().size(), Long.numberOfTrailingZeros(granularity));
    }

    @Override
    public void keepBitmaps(List<KeptBitmap> given) throws IOException {
        lock.lock();
        try {
            var next = new ArrayList<BitmapEntry>();
            for (var entry : entries) {
                if (!entry.understood()) {
                    next.add(entry);
                }
            }
            refuseTooMany(next, given);
            for (var kept : given) {
                next.add(
                        kept.bits().isEmpty()
                                ? find(kept.name())
                                : stored(kept, kept.bits().get()));
            }
            store.replace(next);
            entries = List.copyOf(next);
        } finally {
            lock.unlock();
        }
    }

    private BitmapEntry find(String name) throws BlockException {
        return entries.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.NOT_FOUND,
                                        "Dirty bitmap '" + name + "' not found"));
    }

    private BitmapEntry stored(KeptBitmap kept, DirtyBits bits) throws IOException {
        requireKeepable(kept.name(), kept.granularity());
        var entry =
                new BitmapEntry(
                        0,
                        0,
                        kept.recording() ? BitmapEntry.AUTO : 0,
                        BitmapEntry.DIRTY_TRACKING,
                        Long.numberOfTrailingZeros(kept.granularity()),
                        new byte[0],
                        kept.name());
        return tables.write(entry, bits);
    }

    private static void refuseTooMany(List<BitmapEntry> others, List<KeptBitmap> given)
            throws BlockException {
        long directory = others.stream().mapToLong(BitmapEntry::length).sum();
        for (var kept : given) {
            directory += BitmapEntry.lengthOf(kept.name().getBytes(StandardCharsets.UTF_8).length);
        }
        if (others.size() + given.size() > BitmapsExtension.MAX_COUNT
                || directory > BitmapsExtension.MAX_DIRECTORY) {
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

    /**
     * Checks that the disk may have another length: tables of bitmaps that nobody has in memory
     * can't follow.
     *
     * @throws BlockException if it may not
     */
    public void requireResizable(long length) throws BlockException {
        for (var entry : entries()) {
            if (lost.contains(entry.name())) {
                throw new BlockException(
                                ErrorKind.CORRUPT,
                                "Bitmap '" + entry.name() + "' is inconsistent and cannot be used")
                        .hint("remove it");
            }
            if (!entry.understood()) {
                throw new BlockException(
                        ErrorKind.UNSUPPORTED,
                        "Bitmap '" + entry.name() + "' is of an unknown kind");
            }
            refuseTooLarge(length, entry.granularityBits());
        }
    }

    /** The bitmaps as the directory lists them, without their bits. */
    public List<BitmapEntry> entries() {
        lock.lock();
        try {
            return entries;
        } finally {
            lock.unlock();
        }
    }
}
