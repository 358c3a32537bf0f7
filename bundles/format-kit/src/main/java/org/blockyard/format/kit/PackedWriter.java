package org.blockyard.format.kit;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Stores whole blocks packed, where the format can and it is worth it. Inside an epoch. */
final class PackedWriter {
    private final WritableMap map;
    private final DiskLock lock;
    private final FirstWrites firsts;
    private final BlockWriter writer;
    private final UnpackedBlocks unpacked;

    PackedWriter(
            WritableMap map,
            DiskLock lock,
            FirstWrites firsts,
            BlockWriter writer,
            UnpackedBlocks unpacked) {
        this.map = map;
        this.lock = lock;
        this.firsts = firsts;
        this.writer = writer;
        this.unpacked = unpacked;
    }

    /** The bytes of one block. */
    void write(long offset, ByteBuffer source) throws IOException {
        long block = offset / map.blockSize();
        if (pack(block, source)) {
            source.position(source.limit());
        } else {
            writer.write(offset, source);
        }
    }

    private boolean pack(long block, ByteBuffer source) throws IOException {
        var packed = map.pack(block, source.slice());
        if (packed.isEmpty()) {
            return false;
        }
        firsts.ready();
        try (var held = lock.blocks().exclusive(block, 1)) {
            var now = map.lookup(block);
            var space = allocate(block, now, packed.get().remaining());
            map.file().write(space.offset(), packed.get());
            publish(block, now, space.place());
            return true;
        }
    }

    private PackedSpace allocate(long block, Place now, int size) throws IOException {
        lock.tables().lock();
        try {
            return map.allocatePacked(block, now, size);
        } finally {
            lock.tables().unlock();
        }
    }

    private void publish(long block, Place now, Place.Packed place) throws IOException {
        lock.tables().lock();
        try {
            map.map(block, place);
            unpacked.forget(block);
            lock.giveUp(now);
        } finally {
            lock.tables().unlock();
        }
    }
}
