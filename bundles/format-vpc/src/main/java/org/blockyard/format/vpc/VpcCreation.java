package org.blockyard.format.vpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import org.blockyard.driver.Child;
import org.blockyard.driver.ImageDescription;
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
    private final Optional<String> parent;
    private final UUID parentId;

    /**
     * An image.
     *
     * @param below what the parent tells about itself, if the image is to have one
     */
    VpcCreation(VpcCreateOptions options, ImageDescription below) throws BlockException {
        if (options.size() > Footer.LONGEST) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE,
                    Errno.EFBIG,
                    "The image size is too large for file format 'vpc'",
                    null);
        }
        long sectors = Math.ceilDiv(options.size(), (long) SECTOR);
        parent = options.backingFile();
        parentId = parentId(parent, below);
        // as long as the parent, whatever that was made by
        boolean exact = options.forceSize().orElse(parent.isPresent());
        geometry = exact ? DiskGeometry.LARGEST : DiskGeometry.covering(sectors);
        size = (geometry.isLargest() ? sectors : geometry.total()) * SECTOR;
        creator = exact ? Creator.BY_SIZE : Creator.BY_GEOMETRY;
        fixed = options.subformat().orElse(Subformat.DYNAMIC) == Subformat.FIXED;
        if (fixed && parent.isPresent()) {
            throw wrong("A fixed VHD image can't have a backing file");
        }
    }

    private static UUID parentId(Optional<String> parent, ImageDescription below)
            throws BlockException {
        var id = ParentLink.idOf(below);
        if (parent.isPresent() && id.isEmpty()) {
            throw wrong("The parent '" + parent.get() + "' of a vpc image must be a vpc image");
        }
        return id.orElse(ParentLink.UNKNOWN);
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
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
        var type = parent.isPresent() ? DiskType.DIFFERENCING : DiskType.DYNAMIC;
        var footer = Footer.of(type, size, geometry, creator);
        int entries = (int) Math.ceilDiv(size, (long) DynamicHeader.BLOCK_SIZE);
        long table = Footer.SIZE + DynamicHeader.SIZE;
        long tableEnd = table + sectors(entries * Integer.BYTES);
        var name = parent.isPresent() ? ParentLocator.stored(parent.get()) : new byte[0];
        long end = tableEnd + sectors(name.length);
        file.resize(end + Footer.SIZE, Preallocation.OFF, false);
        file.write(0, footer.bytes(), RequestFlags.NONE);
        var header = DynamicHeader.of(table, entries);
        if (parent.isPresent()) {
            var locator = ParentLocator.of(parent.get(), name.length, tableEnd);
            header = header.withParent(parentId, parent.get(), locator);
            file.write(tableEnd, ByteBuffer.wrap(name), RequestFlags.NONE);
        }
        file.write(Footer.SIZE, header.bytes().duplicate(), RequestFlags.NONE);
        var unused = ByteBuffer.allocate((int) (tableEnd - table));
        while (unused.hasRemaining()) {
            unused.put((byte) -1);
        }
        file.write(table, unused.flip(), RequestFlags.NONE);
        file.write(end, footer.bytes(), RequestFlags.NONE);
    }

    private static long sectors(int bytes) {
        return Math.ceilDiv(bytes, SECTOR) * (long) SECTOR;
    }
}
