package org.blockyard.format.vpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.driver.Child;
import org.blockyard.driver.Preallocation;
import org.blockyard.format.vpc.VpcCreateOptions.Subformat;
import org.blockyard.io.BlockException;
import org.blockyard.io.Errno;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;

/** Makes one image. */
final class VpcCreation {
    private static final int SECTOR = 512;

    private final DiskGeometry geometry;
    private final long size;
    private final String creator;
    private final boolean fixed;

    VpcCreation(VpcCreateOptions options) throws BlockException {
        if (options.size() > Footer.LONGEST) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE,
                    Errno.EFBIG,
                    "The image size is too large for file format 'vpc'",
                    null);
        }
        long sectors = Math.ceilDiv(options.size(), (long) SECTOR);
        boolean exact = options.forceSize().orElse(false);
        geometry = exact ? DiskGeometry.LARGEST : DiskGeometry.covering(sectors);
        size = (geometry.isLargest() ? sectors : geometry.total()) * SECTOR;
        creator = exact ? Creator.BY_SIZE : Creator.BY_GEOMETRY;
        fixed = options.subformat().orElse(Subformat.DYNAMIC) == Subformat.FIXED;
    }

    /** Writes it over whatever the file holds. */
    void write(Child file) throws IOException {
        if (file.length() > 0) {
            file.resize(0, Preallocation.OFF, false);
        }
        if (fixed) {
            var footer = Footer.of(DiskType.FIXED, size, geometry, creator);
            file.resize(size + Footer.SIZE, Preallocation.OFF, false);
            file.write(size, footer.bytes(), RequestFlags.NONE);
        } else {
            writeGrowing(file);
        }
        file.flush();
    }

    private void writeGrowing(Child file) throws IOException {
        var footer = Footer.of(DiskType.DYNAMIC, size, geometry, creator);
        int entries = (int) Math.ceilDiv(size, (long) DynamicHeader.BLOCK_SIZE);
        long table = Footer.SIZE + DynamicHeader.SIZE;
        long end = table + Math.ceilDiv(entries * Integer.BYTES, SECTOR) * (long) SECTOR;
        file.resize(end + Footer.SIZE, Preallocation.OFF, false);
        file.write(0, footer.bytes(), RequestFlags.NONE);
        file.write(
                Footer.SIZE,
                DynamicHeader.of(table, entries).bytes().duplicate(),
                RequestFlags.NONE);
        var unused = ByteBuffer.allocate((int) (end - table));
        while (unused.hasRemaining()) {
            unused.put((byte) -1);
        }
        file.write(table, unused.flip(), RequestFlags.NONE);
        file.write(end, footer.bytes(), RequestFlags.NONE);
    }
}
