package org.blockyard.format.vdi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.blockyard.format.kit.ImageFile;

/** Goes through all entries of a table as they are in the file; nothing may wait to be written. */
final class Entries {
    private static final int PIECE = 1 << 20;

    private Entries() {}

    /** Takes the entries one after the other. */
    @FunctionalInterface
    interface Visitor {
        void visit(long block, long entry) throws IOException;
    }

    static void forEach(VdiMap map, Visitor visitor) throws IOException {
        var table = map.layout().table();
        var bytes = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
        long block = 0;
        for (long at = table.offset(); at < table.end(); at += bytes.position()) {
            bytes.clear().limit((int) Math.min(PIECE, table.end() - at));
            map.file().read(at, bytes);
            bytes.flip();
            while (bytes.hasRemaining()) {
                visitor.visit(block++, bytes.getInt() & 0xFFFF_FFFFL);
            }
        }
    }

    /** Makes a part of the file entries of blocks without data. */
    static void writeFree(ImageFile file, long from, long to) throws IOException {
        var bytes = ByteBuffer.allocate((int) Math.min(PIECE, to - from));
        Arrays.fill(bytes.array(), (byte) 0xFF);
        for (long at = from; at < to; at += bytes.limit()) {
            bytes.clear().limit((int) Math.min(bytes.capacity(), to - at));
            file.write(at, bytes);
        }
    }
}
