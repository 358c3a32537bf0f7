package org.blockyard.format.kit;

import org.blockyard.io.BufferPool;

/** The parts of a disk that change it. */
record DiskChanges(
        WritableMap map,
        FlushOrder flushes,
        BlockWriter writer,
        ZeroWriter zeroes,
        PackedWriter packed) {
    DiskChanges(
            WritableMap map,
            BlockData data,
            Backing backing,
            BlockReader reader,
            UnpackedBlocks unpacked,
            DiskLock lock,
            BufferPool buffers) {
        var flushes = new FlushOrder(map, lock);
        var filling = new BlockFilling(data, reader, backing, buffers);
        var firsts = new FirstWrites(map, lock, flushes, unpacked, filling, data);
        var writer = new BlockWriter(map, data, reader, lock, firsts, filling);
        this(
                map,
                flushes,
                writer,
                new ZeroWriter(map, data, backing, lock, firsts, writer, unpacked, buffers),
                new PackedWriter(map, lock, firsts, writer, unpacked));
    }
}
