package org.blockyard.format.dmg;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.blockyard.format.kit.Fields;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Gathers the chunks of all parts of an image. A part has a table of its own; big-endian. */
final class ChunkTable {
    private static final int MAGIC = 'm' << 24 | 'i' << 16 | 's' << 8 | 'h';
    private static final int FIRST_SECTOR = 8;
    private static final int DATA_OFFSET = 24;
    private static final int COUNT = 200;
    private static final int CHUNKS = 204;
    private static final int CHUNK = 40;
    private static final int SECTOR = 512;

    /** The most sectors of a disk, so that no sum of offsets overflows. */
    private static final long MOST_SECTORS = Long.MAX_VALUE / SECTOR / 4;

    private final long dataOffset;
    private final List<Chunk> chunks = new ArrayList<>();

    /** A table of chunks whose offsets count from one of the file. */
    ChunkTable(long dataOffset) {
        this.dataOffset = dataOffset;
    }

    /** Whether bytes are the table of a part. */
    static boolean isTable(ByteBuffer bytes) {
        return bytes.remaining() >= CHUNKS && bytes.getInt(bytes.position()) == MAGIC;
    }

    /** Adds the chunks of one part. */
    void add(ByteBuffer table) throws BlockException {
        var fields = Fields.bigEndian("chunk table", table);
        long first = fields.u64(FIRST_SECTOR, "first sector", MOST_SECTORS);
        long offset = fields.u64(DATA_OFFSET, "offset of data", Long.MAX_VALUE / 4);
        int most = (fields.size() - CHUNKS) / CHUNK;
        int count = (int) fields.u32(COUNT, "number of chunks", 0, most);
        for (int i = 0; i < count; i++) {
            add(fields, CHUNKS + i * CHUNK, first, offset);
        }
    }

    private void add(Fields fields, int at, long first, long offset) throws BlockException {
        var kind = ChunkKind.of((int) fields.u32(at));
        if (kind.isEmpty()) {
            return;
        }
        long sector = fields.u64(at + 8, "sector of a chunk", MOST_SECTORS);
        long sectors = fields.u64(at + 16, "sectors of a chunk", MOST_SECTORS);
        long place = fields.u64(at + 24, "offset of a chunk", Long.MAX_VALUE / 4);
        long stored = fields.u64(at + 32, "length of a chunk", Long.MAX_VALUE / 4);
        if (kind.get().isPacked()) {
            require(sectors * SECTOR, "sectors of a packed chunk", fields);
            require(stored, "length of a packed chunk", fields);
        }
        if (sectors > 0) {
            chunks.add(
                    new Chunk(
                            (first + sector) * SECTOR,
                            sectors * SECTOR,
                            kind.get(),
                            dataOffset + offset + place,
                            stored));
        }
    }

    private static void require(long bytes, String what, Fields fields) throws BlockException {
        if (bytes > Chunk.MOST_PACKED) {
            throw fields.invalid(
                    what + " are " + bytes + " bytes, and at most " + Chunk.MOST_PACKED);
        }
    }

    /** All chunks in the order of the disk; what no chunk holds is zeroes. */
    List<Chunk> sorted() throws BlockException {
        chunks.sort(Comparator.comparingLong(Chunk::start));
        var all = new ArrayList<Chunk>(chunks.size());
        long end = 0;
        for (var chunk : chunks) {
            if (chunk.start() < end) {
                throw new BlockException(
                        ErrorKind.INVALID_FORMAT,
                        "two chunks of the image hold the disk's bytes at " + chunk.start());
            }
            if (chunk.start() > end) {
                all.add(new Chunk(end, chunk.start() - end, ChunkKind.ZERO, 0, 0));
            }
            all.add(chunk);
            end = chunk.end();
        }
        return all;
    }
}
