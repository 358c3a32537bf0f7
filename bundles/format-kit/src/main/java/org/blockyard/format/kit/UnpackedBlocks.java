package org.blockyard.format.kit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.locks.ReentrantLock;

/** The packed blocks that were read last, unpacked. Any thread. */
final class UnpackedBlocks {
    /** Memory for them, if more than one fits. */
    private static final int MOST_BYTES = 4 << 20;

    private static final int MOST_BLOCKS = 64;

    private record Block(long index, Place.Packed place, ByteBuffer bytes) {}

    private final BlockMap map;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Block> blocks = new ArrayDeque<>();

    UnpackedBlocks(BlockMap map) {
        this.map = map;
        this.most = Math.clamp(MOST_BYTES / map.blockSize(), 1, MOST_BLOCKS);
    }

    void read(long index, Place.Packed place, int inBlock, ByteBuffer target) throws IOException {
        lock.lock();
        try {
            if (copied(index, place, inBlock, target)) {
                return;
            }
        } finally {
            lock.unlock();
        }
        var bytes = ByteBuffer.allocate(map.blockSize());
        map.unpack(index, place, bytes);
        copy(bytes.clear(), inBlock, target);
        keep(new Block(index, place, bytes));
    }

    boolean tryRead(long index, Place.Packed place, int inBlock, ByteBuffer target) {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            return copied(index, place, inBlock, target);
        } finally {
            lock.unlock();
        }
    }

    private boolean copied(long index, Place.Packed place, int inBlock, ByteBuffer target) {
        for (var block : blocks) {
            if (block.index == index && block.place.token() == place.token()) {
                copy(block.bytes, inBlock, target);
                return true;
            }
        }
        return false;
    }

    private static void copy(ByteBuffer from, int inBlock, ByteBuffer target) {
        target.put(from.slice(inBlock, target.remaining()));
    }

    /** Keeps a block, unless it was written since. */
    private void keep(Block block) throws IOException {
        lock.lock();
        try {
            if (!block.place.equals(map.cached(block.index))) {
                return;
            }
            if (blocks.size() >= most) {
                blocks.removeFirst();
            }
            blocks.addLast(block);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a block that is mapped elsewhere now. */
    void forget(long index) {
        lock.lock();
        try {
            for (Iterator<Block> each = blocks.iterator(); each.hasNext(); ) {
                if (each.next().index == index) {
                    each.remove();
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
