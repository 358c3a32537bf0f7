package org.blockyard.format.vhdx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.PageWriter;

/** Collects changes of the file's tables as the whole sectors that the log takes. One thread. */
final class SectorBatch implements PageWriter {
    private final ImageFile file;
    private final TreeMap<Long, ByteBuffer> sectors = new TreeMap<>();

    /** Nothing has changed. */
    SectorBatch(ImageFile file) {
        this.file = file;
    }

    @Override
    public void write(long offset, ByteBuffer bytes) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            long start = at / LogEntry.SECTOR * LogEntry.SECTOR;
            int inSector = (int) (at - start);
            int length = Math.min(LogEntry.SECTOR - inSector, bytes.remaining());
            sector(start).put(inSector, bytes, bytes.position(), length);
            bytes.position(bytes.position() + length);
            at += length;
        }
    }

    /** A sector with what was collected of it; the rest is as it is in the file. */
    private ByteBuffer sector(long start) throws IOException {
        var known = sectors.get(start);
        if (known == null) {
            known = file.read(start, LogEntry.SECTOR);
            sectors.put(start, known);
        }
        return known;
    }

    /** The sectors that change, by their places; nothing is collected from then on. */
    SortedMap<Long, ByteBuffer> take() {
        var taken = new TreeMap<>(sectors);
        sectors.clear();
        return taken;
    }
}
