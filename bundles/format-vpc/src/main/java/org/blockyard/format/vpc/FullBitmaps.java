package org.blockyard.format.vpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.Staged;

/**
 * The bitmaps before blocks, which say which of a block's sectors were written. In a disk without a
 * parent nothing depends on it, for the others read as zeroes and are in the block as well; but
 * other programs may look. So the bitmaps of blocks that are used are filled before long if some
 * other program has left gaps, once the disk is written to. Any thread.
 */
final class FullBitmaps {
    private final ImageFile file;
    private final int size;
    private final boolean writable;
    private final ReentrantLock lock = new ReentrantLock();
    private final BitSet known = new BitSet();
    private final TreeMap<Long, Long> gaps = new TreeMap<>();

    /** Bitmaps of so many bytes each. */
    FullBitmaps(ImageFile file, int size, boolean writable) {
        this.file = file;
        this.size = size;
        this.writable = writable;
    }

    /** Whether nothing has to be read to know a block's bitmap. */
    boolean isKnown(long block) {
        if (!writable) {
            return true;
        }
        lock.lock();
        try {
            return known.get((int) block);
        } finally {
            lock.unlock();
        }
    }

    /** Looks for gaps in a block's bitmap. */
    void look(long block, long place) throws IOException {
        if (isKnown(block)) {
            return;
        }
        var bitmap = file.read(place, size);
        boolean full = true;
        while (full && bitmap.hasRemaining()) {
            full = bitmap.get() == -1;
        }
        lock.lock();
        try {
            known.set((int) block);
            if (!full) {
                gaps.put(block, place);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Says that a block was given a bitmap without gaps. */
    void full(long block) {
        lock.lock();
        try {
            known.set((int) block);
        } finally {
            lock.unlock();
        }
    }

    /** The bitmaps that are to be filled. */
    Staged stage() {
        lock.lock();
        try {
            if (gaps.isEmpty()) {
                return Staged.NOTHING;
            }
            var staged = new TreeMap<>(gaps);
            gaps.clear();
            return new Staged() {
                @Override
                public void write() throws IOException {
                    fill(List.copyOf(staged.values()));
                }

                @Override
                public void failed() {
                    again(staged);
                }
            };
        } finally {
            lock.unlock();
        }
    }

    private void fill(List<Long> places) throws IOException {
        var bitmap = ByteBuffer.allocate(size);
        while (bitmap.hasRemaining()) {
            bitmap.put((byte) -1);
        }
        for (long place : places) {
            file.write(place, bitmap.flip());
        }
    }

    private void again(TreeMap<Long, Long> staged) {
        lock.lock();
        try {
            gaps.putAll(staged);
        } finally {
            lock.unlock();
        }
    }
}
