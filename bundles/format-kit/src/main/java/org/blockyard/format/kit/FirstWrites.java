package org.blockyard.format.kit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.io.FilePlace;

/**
 * Gives blocks their first data: space of their own, filled with what is written and, around that,
 * with what they were before. One request at a time for each block. Inside an epoch.
 */
final class FirstWrites {
    /** Blocks, and bytes, that are given space in one go. */
    private static final int MOST_BLOCKS = 1024;

    private static final int MOST_BYTES = 16 << 20;

    private static final int SECTOR = 512;

    private final WritableMap map;
    private final DiskLock lock;
    private final FlushOrder flushes;
    private final UnpackedBlocks unpacked;
    private final BlockFilling filling;
    private final BlockData data;
    private final int blockSize;

    FirstWrites(
            WritableMap map,
            DiskLock lock,
            FlushOrder flushes,
            UnpackedBlocks unpacked,
            BlockFilling filling,
            BlockData data) {
        this.map = map;
        this.lock = lock;
        this.flushes = flushes;
        this.unpacked = unpacked;
        this.filling = filling;
        this.data = data;
        this.blockSize = map.blockSize();
    }

    /** What is done to space once it is there. */
    private interface Work {
        /** Returns whether the space holds now what it is to hold. */
        boolean run(Claim claim) throws IOException;
    }

    /**
     * Writes the first bytes of the buffer, or none if they can be written in place by now. The
     * buffer's limit may be changed.
     */
    void write(long offset, ByteBuffer source) throws IOException {
        long first = offset / blockSize;
        long dataEnd = offset + source.remaining();
        long end = Math.min(first + most(), (dataEnd - 1) / blockSize + 1);
        try (var held = lock.blocks().exclusive(first, end - first)) {
            var now = map.lookup(first);
            switch (now) {
                case Place.Data writable -> source.limit(source.position());
                case Place.Partial partial -> writeSectors(offset, source, partial);
                default -> {
                    if (startsPartial(first, now, offset, dataEnd)) {
                        var partial = new Place.Partial(beginPartial(first, now), sector -> false);
                        writeSectors(offset, source, partial);
                    } else {
                        writeBlocks(first, end, offset, source);
                    }
                }
            }
        }
    }

    private void writeBlocks(long first, long end, long offset, ByteBuffer source)
            throws IOException {
        long dataEnd = offset + source.remaining();
        claimed(
                first,
                oldPlaces(first, end, offset, dataEnd),
                claim -> {
                    long room = claim.end() * blockSize - offset;
                    int size = (int) Math.min(room, source.remaining());
                    source.limit(source.position() + size);
                    filling.fill(claim, offset, source);
                    return true;
                });
    }

    /** Whether a block of which data begin and end in or around it is to be a partial one. */
    boolean startsPartial(long block, Place now, long dataStart, long dataEnd) {
        long start = block * blockSize;
        long end = Math.min(start + blockSize, map.length());
        return (dataStart > start || dataEnd < end) && map.startsPartial(now);
    }

    /** Gives a block space without anything in it. */
    private Place.Data beginPartial(long block, Place now) throws IOException {
        ready();
        lock.tables().lock();
        try {
            var space = map.allocate(block, now);
            boolean mapped = false;
            try {
                map.map(block, new Place.Partial(space.data(), sector -> false));
                mapped = true;
                return space.data();
            } finally {
                if (!mapped) {
                    map.abandon(block, space, false);
                }
            }
        } finally {
            lock.tables().unlock();
        }
    }

    /**
     * Has whole blocks copied to here that have no data of their own.
     *
     * @return bytes that are there now, 0 if they have to be written
     */
    long copy(long offset, FilePlace source) throws IOException {
        long first = offset / blockSize;
        long end = Math.min(first + most(), (offset + source.length()) / blockSize);
        if (offset % blockSize != 0 || end <= first) {
            return 0;
        }
        try (var held = lock.blocks().exclusive(first, end - first)) {
            var now = map.lookup(first);
            if (now instanceof Place.Data || now instanceof Place.Partial) {
                return 0;
            }
            var old = oldPlaces(first, end, offset, offset + source.length());
            return claimed(first, old, claim -> filling.copy(claim, source)) * blockSize;
        }
    }

    private long most() {
        return Math.clamp(MOST_BYTES / blockSize, 1, MOST_BLOCKS);
    }

    private void writeSectors(long offset, ByteBuffer source, Place.Partial partial)
            throws IOException {
        int inBlock = (int) (offset % blockSize);
        int size = Math.min(source.remaining(), blockSize - inBlock);
        ready();
        data.write(
                partial.data().offset() + inBlock, offset, source.limit(source.position() + size));
        lock.tables().lock();
        try {
            map.present(
                    offset / blockSize,
                    inBlock / SECTOR,
                    (inBlock % SECTOR + size + SECTOR - 1) / SECTOR);
        } finally {
            lock.tables().unlock();
        }
    }

    /** Makes the format ready for changes. */
    void ready() throws IOException {
        lock.tables().lock();
        try {
            if (!map.prepared()) {
                map.prepare();
            }
            if (!map.full()) {
                return;
            }
        } finally {
            lock.tables().unlock();
        }
        flushes.run();
    }

    /** Returns how many blocks have what they are to have. */
    private long claimed(long first, List<Place> old, Work work) throws IOException {
        ready();
        var claim = claim(first, old);
        int mapped = 0;
        try {
            if (work.run(claim)) {
                lock.tables().lock();
                try {
                    for (; mapped < claim.count(); mapped++) {
                        publish(claim, mapped);
                    }
                } finally {
                    lock.tables().unlock();
                }
            }
            return mapped;
        } finally {
            abandon(claim, mapped);
        }
    }

    /** What blocks are that get all of their data now, up to the first that does not. */
    private List<Place> oldPlaces(long first, long end, long dataStart, long dataEnd)
            throws IOException {
        var old = new ArrayList<Place>();
        for (long block = first; block < end; block++) {
            var place = map.lookup(block);
            if (place instanceof Place.Data
                    || place instanceof Place.Partial
                    || startsPartial(block, place, dataStart, dataEnd)) {
                break;
            }
            old.add(place);
        }
        return old;
    }

    /** Space in one piece, for the first of the blocks at least. */
    private Claim claim(long first, List<Place> old) throws IOException {
        lock.tables().lock();
        try {
            var place = map.allocate(first, old.getFirst());
            int count = 1;
            while (count < old.size() && place.before().isEmpty()) {
                var next = map.allocate(first + count, old.get(count));
                if (!follows(place, next, count)) {
                    map.abandon(first + count, next, false);
                    break;
                }
                count++;
            }
            return new Claim(first, List.copyOf(old.subList(0, count)), place, blockSize);
        } finally {
            lock.tables().unlock();
        }
    }

    private boolean follows(NewPlace place, NewPlace next, int count) {
        return next.data().offset() == place.data().offset() + (long) count * blockSize
                && next.blank() == place.blank()
                && next.before().isEmpty();
    }

    /** The table says from here on where a block's data are. Under the tables' lock. */
    void publish(Claim claim, int which) throws IOException {
        var place = claim.place(which);
        map.map(claim.first() + which, place);
        var old = claim.old().get(which);
        if (old instanceof Place.Packed) {
            unpacked.forget(claim.first() + which);
        } else if (!(old instanceof Place.Zero(var kept)
                && kept.isPresent()
                && kept.get().equals(place))) {
            lock.giveUp(old);
        }
    }

    /** Gives back the space of those that were not mapped. */
    private void abandon(Claim claim, int mapped) {
        if (mapped == claim.count()) {
            return;
        }
        lock.tables().lock();
        try {
            for (int i = claim.count() - 1; i >= mapped; i--) {
                map.abandon(claim.first() + i, claim.space(i), true);
            }
        } finally {
            lock.tables().unlock();
        }
    }
}
