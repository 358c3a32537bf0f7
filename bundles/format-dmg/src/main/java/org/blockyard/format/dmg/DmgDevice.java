package org.blockyard.format.dmg;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.ShownWhole;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.Limits;

/** An open image. The chunks that were read last are kept unpacked. */
final class DmgDevice implements BlockDevice, ShownWhole {
    /** What is kept unpacked if more than one chunk fits into it. */
    private static final int KEPT = 16 << 20;

    private static final int MOST_SLOTS = 64;

    private final List<Chunk> chunks;
    private final ImageFile file;
    private final Unpacking unpacking;
    private final List<ChunkSlot> slots;
    private final Limits limits = Limits.NONE.aligned(512, 1);

    DmgDevice(List<Chunk> chunks, ImageFile file, BufferPool buffers) {
        this.chunks = chunks;
        this.file = file;
        this.unpacking = new Unpacking(file, buffers);
        long largest =
                chunks.stream()
                        .filter(chunk -> chunk.kind().isPacked())
                        .mapToLong(Chunk::length)
                        .max()
                        .orElse(KEPT);
        this.slots =
                IntStream.range(0, Math.clamp(KEPT / largest, 1, MOST_SLOTS))
                        .mapToObj(i -> new ChunkSlot(unpacking))
                        .toList();
    }

    @Override
    public long length() {
        return chunks.isEmpty() ? 0 : chunks.getLast().end();
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        int end = target.limit();
        int index = indexAt(offset);
        for (long at = offset; target.position() < end; index++) {
            var chunk = chunks.get(index);
            int length = (int) Math.min(end - target.position(), chunk.end() - at);
            readChunk(index, chunk, at - chunk.start(), target.limit(target.position() + length));
            target.limit(end);
            at += length;
        }
    }

    /** The number of the chunk that a place lies in. */
    private int indexAt(long offset) {
        int low = 0;
        int high = chunks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (chunks.get(middle).start() <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private void readChunk(int index, Chunk chunk, long inside, ByteBuffer target)
            throws IOException {
        switch (chunk.kind()) {
            case ZERO -> fill(target);
            case RAW -> readRaw(chunk, inside, target);
            case UNKNOWN ->
                    throw new BlockException(
                                    ErrorKind.UNSUPPORTED,
                                    "the image stores this in a way that is not known")
                            .at(chunk.start() + inside);
            default -> slot(index).read(chunk, (int) inside, target);
        }
    }

    private ChunkSlot slot(int index) {
        return slots.get(index % slots.size());
    }

    /** What a chunk's bytes in the file do not reach is zeroes. */
    private void readRaw(Chunk chunk, long inside, ByteBuffer target) throws IOException {
        int there = Math.clamp(chunk.stored() - inside, 0, target.remaining());
        if (chunk.offset() + inside > file.length() - there) {
            throw new BlockException(
                    ErrorKind.CORRUPT,
                    "the chunk at " + chunk.start() + " lies beyond the end of the file");
        }
        int end = target.limit();
        if (there > 0) {
            file.read(chunk.offset() + inside, target.limit(target.position() + there));
        }
        fill(target.limit(end));
    }

    private static void fill(ByteBuffer target) {
        MemorySegment.ofBuffer(target).fill((byte) 0);
        target.position(target.limit());
    }

    /** Only of one chunk, as half a request can't be undone. */
    @Override
    public boolean tryRead(long offset, ByteBuffer target) throws IOException {
        int index = indexAt(offset);
        var chunk = chunks.get(index);
        long inside = offset - chunk.start();
        if (target.remaining() > chunk.length() - inside) {
            return false;
        }
        return switch (chunk.kind()) {
            case ZERO -> {
                fill(target);
                yield true;
            }
            case RAW ->
                    target.remaining() <= chunk.stored() - inside
                            && file.tryRead(chunk.offset() + inside, target);
            case UNKNOWN -> false;
            default -> slot(index).tryRead(chunk, (int) inside, target);
        };
    }

    @Override
    public Extent status(long offset, long length) {
        var chunk = chunks.get(indexAt(offset));
        long inside = offset - chunk.start();
        long run = Math.min(length, chunk.length() - inside);
        return switch (chunk.kind()) {
            case ZERO -> Extent.zero(run);
            case RAW ->
                    inside < chunk.stored()
                            ? Extent.data(
                                    Math.min(run, chunk.stored() - inside),
                                    "file",
                                    chunk.offset() + inside)
                            : Extent.zero(run);
            default -> Extent.compressed(run);
        };
    }

    @Override
    public Optional<Extent> tryStatus(long offset, long length) {
        return Optional.of(status(offset, length));
    }

    @Override
    public void close() {
        slots.forEach(ChunkSlot::close);
        unpacking.close();
    }
}
