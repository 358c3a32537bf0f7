package org.blockyard.format.vhdx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.blockyard.driver.Child;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.vhdx.VhdxCreateOptions.Subformat;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Makes one image: the log, the table of blocks, the metadata, and then the blocks. */
final class VhdxCreation {
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;
    private static final int SECTOR = 512;

    /** Of images with a parent, as Hyper-V makes them. */
    private static final int BLOCK_OVER_PARENT = 2 << 20;

    /** QEMU opens a disk without bytes only if its table has so much room. */
    private static final long TABLE_OF_NOTHING = 64 * MIB;

    private static final String CREATOR = "Blockyard";

    private final DiskShape shape;
    private final Region log;
    private final RegionTable regions;
    private final boolean zeroes;
    private final Optional<ParentLocator> parent;

    /**
     * An image.
     *
     * @param below what the parent tells about itself, if the image is to have one
     */
    VhdxCreation(VhdxCreateOptions options, ImageDescription below) throws BlockException {
        refuse(options);
        boolean fixed = options.subformat().orElse(Subformat.DYNAMIC) == Subformat.FIXED;
        parent = parent(options, below);
        int sector = ParentLink.sectorOf(below).orElse(SECTOR);
        long size = Math.ceilDiv(options.size(), (long) sector) * sector;
        shape = new DiskShape(size, blockSize(options), sector, sector, fixed, parent.isPresent());
        zeroes = parent.isEmpty() && options.blockStateZero().orElse(true);
        log = new Region(MIB, Region.roundUp(Math.max(options.logSize(), 1)));
        long table = size == 0 ? TABLE_OF_NOTHING : Region.roundUp(shape.entries() * Long.BYTES);
        var bat = new Region(log.end(), table);
        regions = new RegionTable(bat, new Region(bat.end(), Metadata.REGION));
    }

    private static void refuse(VhdxCreateOptions options) throws BlockException {
        if (options.size() > DiskShape.LONGEST) {
            throw wrong("Image size too large; max of 64TB");
        }
        if (options.logSize() >= 4 * GIB) {
            throw wrong("Log size must be smaller than 4 GB");
        }
        if (options.subformat().orElse(Subformat.DYNAMIC) == Subformat.FIXED
                && options.backingFile().isPresent()) {
            throw wrong("A fixed VHDX image can't have a backing file");
        }
    }

    private static Optional<ParentLocator> parent(VhdxCreateOptions options, ImageDescription below)
            throws BlockException {
        var name = options.backingFile();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        var mark = ParentLink.markOf(below);
        if (mark.isEmpty()) {
            throw wrong("The parent '" + name.get() + "' of a vhdx image must be a vhdx image");
        }
        return Optional.of(ParentLocator.of(name.get(), mark.get()));
    }

    private static int blockSize(VhdxCreateOptions options) throws BlockException {
        if (options.blockSize() == 0) {
            return options.backingFile().isPresent()
                    ? BLOCK_OVER_PARENT
                    : usualBlockSize(options.size());
        }
        long asked = Math.min(options.blockSize(), DiskShape.LARGEST_BLOCK);
        if (Long.bitCount(Region.roundUp(asked)) != 1) {
            throw wrong("Block size must be a power of two");
        }
        return (int) Region.roundUp(asked);
    }

    private static int usualBlockSize(long size) {
        if (size > 32L << 40) {
            return 64 << 20;
        }
        if (size > 100 * GIB) {
            return 32 << 20;
        }
        return size > GIB ? 16 << 20 : 8 << 20;
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }

    /** Writes it over whatever the file holds. */
    void write(Child child, Progress progress) throws IOException {
        if (child.length() > 0) {
            child.resize(0, Preallocation.OFF, false);
        }
        var file = new ImageFile(child, false);
        long blocks = shape.fixed() ? shape.blocks() * shape.blockSize() : 0;
        file.grow(regions.metadata().end() + blocks);
        file.write(0, fileType());
        Headers.create(
                file,
                new Header(
                        1,
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        Guids.NONE,
                        0,
                        log.length(),
                        log.offset()));
        regions.write(file);
        Metadata.create(file, regions.metadata(), shape, parent);
        writeTable(file, progress);
        file.flush();
    }

    private static ByteBuffer fileType() {
        var name = CREATOR.getBytes(StandardCharsets.UTF_16LE);
        return ByteBuffer.allocate(FileType.SIZE)
                .put(FileType.SIGNATURE.getBytes(StandardCharsets.US_ASCII))
                .put(name)
                .clear();
    }

    private void writeTable(ImageFile file, Progress progress) throws IOException {
        if (!shape.fixed() && !zeroes) {
            return;
        }
        var piece = ByteBuffer.allocate((int) MIB).order(ByteOrder.LITTLE_ENDIAN);
        int most = piece.capacity() / Long.BYTES;
        for (long first = 0; first < shape.entries(); first += most) {
            long end = Math.min(first + most, shape.entries());
            piece.clear();
            for (long index = first; index < end; index++) {
                piece.putLong(entry(index));
            }
            file.write(regions.bat().offset() + first * Long.BYTES, piece.flip());
            progress.update(end, shape.entries());
        }
    }

    private long entry(long index) {
        long chunk = shape.chunkRatio() + 1;
        if (index % chunk == shape.chunkRatio()) {
            return BatEntry.NOT_PRESENT;
        }
        long block = index - index / chunk;
        return shape.fixed()
                ? BatEntry.at(
                        regions.metadata().end() + block * shape.blockSize(), BatEntry.PRESENT)
                : BatEntry.ZERO;
    }
}
