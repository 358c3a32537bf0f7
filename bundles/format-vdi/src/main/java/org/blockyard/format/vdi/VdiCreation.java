package org.blockyard.format.vdi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.blockyard.driver.Child;
import org.blockyard.driver.Preallocation;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Makes one image. */
final class VdiCreation {
    private static final int PIECE = 1 << 20;

    private final VdiCreateOptions options;
    private final long size;

    VdiCreation(VdiCreateOptions options) throws BlockException {
        this.options = options;
        if (options.size() > VdiHeader.MOST_BYTES) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "Unsupported VDI image size (size is 0x%x, max supported is 0x%x)"
                            .formatted(options.size(), VdiHeader.MOST_BYTES));
        }
        this.size = (options.size() + VdiHeader.SECTOR - 1) / VdiHeader.SECTOR * VdiHeader.SECTOR;
    }

    void run(Child child) throws IOException {
        boolean fixed = options.preallocation() != Preallocation.OFF;
        var header = VdiHeader.create(size, fixed ? VdiHeader.Type.STATIC : VdiHeader.Type.DYNAMIC);
        if (child.length() > 0) {
            child.resize(0, Preallocation.OFF, false);
        }
        var file = new ImageFile(child, false);
        long end = header.dataAt() + (fixed ? header.blocks() * header.blockSize() : 0);
        if (options.preallocation() == Preallocation.FALLOC
                || options.preallocation() == Preallocation.FULL) {
            file.preallocate(end, options.preallocation());
        } else {
            file.grow(end);
        }
        writeTable(file, header, fixed);
        file.write(0, header.bytes());
    }

    private static void writeTable(ImageFile file, VdiHeader header, boolean fixed)
            throws IOException {
        long end = header.dataAt();
        if (!fixed) {
            Entries.writeFree(file, header.tableAt(), end);
            return;
        }
        long index = 0;
        var bytes = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
        for (long at = header.tableAt(); at < end; at += bytes.limit()) {
            bytes.clear().limit((int) Math.min(PIECE, end - at));
            while (bytes.hasRemaining()) {
                bytes.putInt((int) (index < header.blocks() ? index : VdiMap.FREE));
                index++;
            }
            file.write(at, bytes.flip());
        }
    }
}
