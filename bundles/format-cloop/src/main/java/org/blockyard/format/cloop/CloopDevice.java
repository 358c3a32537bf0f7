package org.blockyard.format.cloop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.blockyard.driver.BlockDevice;
import org.blockyard.io.BufferPool;
import org.blockyard.io.Limits;

/** An open compressed loop image. The blocks that were read last are kept unpacked. */
final class CloopDevice implements BlockDevice {
    /** What is kept unpacked if more than one block fits into it. */
    private static final int KEPT = 4 << 20;

    private static final int MOST_SLOTS = 16;

    private final CompressedBlocks blocks;
    private final List<BlockSlot> slots;
    private final int blockSize;
    private final Limits limits = Limits.NONE.aligned(512, 1);

    CloopDevice(CompressedBlocks blocks, BufferPool buffers) {
        this.blocks = blocks;
        this.blockSize = blocks.header().blockSize();
        this.slots =
                IntStream.range(0, Math.clamp(KEPT / blockSize, 1, MOST_SLOTS))
                        .mapToObj(i -> new BlockSlot(blocks, buffers))
                        .toList();
    }

    @Override
    public long length() {
        return blocks.header().length();
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        int end = target.limit();
        for (long at = offset; target.position() < end; ) {
            int block = (int) (at / blockSize);
            int inside = (int) (at % blockSize);
            int length = Math.min(end - target.position(), blockSize - inside);
            slot(block).read(block, inside, target.limit(target.position() + length));
            at += length;
            target.limit(end);
        }
    }

    /** Only of one block, as half a request can't be undone. */
    @Override
    public boolean tryRead(long offset, ByteBuffer target) throws IOException {
        int block = (int) (offset / blockSize);
        int inside = (int) (offset % blockSize);
        return target.remaining() <= blockSize - inside
                && slot(block).tryRead(block, inside, target);
    }

    private BlockSlot slot(int block) {
        return slots.get(block % slots.size());
    }

    @Override
    public void close() {
        slots.forEach(BlockSlot::close);
    }
}
