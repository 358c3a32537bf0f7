package org.blockyard.format.vpc;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Child;
import org.blockyard.driver.OpenContext;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.vpc.VpcOptions.SizeSource;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Opens one image. */
final class VpcOpening {
    private final VpcOptions options;
    private final OpenContext context;
    private final boolean writable;

    VpcOpening(VpcOptions options, OpenContext context) {
        this.options = options;
        this.context = context;
        this.writable = !context.readOnly() && !context.inactive();
    }

    BlockDevice open(Child child) throws IOException {
        var file = new ImageFile(child, false);
        var first = Footer.in(file.read(0, Footer.SIZE));
        if (first.isPresent()) {
            return growing(file, first.get());
        }
        var last = Footer.in(file.read(lastSector(file), Footer.SIZE));
        if (last.isEmpty()) {
            last = FixedGrowth.cutShort(file, writable);
        }
        if (last.isEmpty() || !last.get().isFixed()) {
            throw wrong("invalid VPC image");
        }
        return fixed(child, last.get());
    }

    private static long lastSector(ImageFile file) throws BlockException {
        if (file.length() < Footer.SIZE) {
            throw wrong("File too small for a VHD header");
        }
        return file.length() - Footer.SIZE;
    }

    private BlockDevice fixed(Child child, Footer footer) throws BlockException {
        requireNoBacking(true);
        footer.requireChecksum();
        long length = length(footer);
        if (length > child.length() - Footer.SIZE) {
            throw wrong(
                    "a disk of %d bytes does not fit into a file of %d"
                            .formatted(length, child.length()));
        }
        return new FixedDevice(child, footer, length);
    }

    private BlockDevice growing(ImageFile file, Footer footer) throws IOException {
        footer.requireChecksum();
        long length = length(footer);
        var header = header(file, footer, length);
        var layout = VpcLayout.of(file, footer, length, header);
        long end = layout.end(file);
        if (end > file.length()) {
            throw wrong(
                    "block-vpc: free_data_block_offset points after the end of file. The image"
                            + " has been truncated.");
        }
        var space = new BlockSpace(file, layout, end, lastFooter(file, end));
        var bitmaps = new FullBitmaps(file, header.bitmapSize(), writable);
        boolean differencing = footer.isDifferencing();
        Optional<SectorBitmaps> sectors =
                differencing ? Optional.of(new SectorBitmaps(file, header)) : Optional.empty();
        var map = new VpcMap(file, layout, space, bitmaps, sectors);
        requireNoBacking(!differencing);
        var parent = differencing ? Optional.of(parent(map)) : Optional.<ParentLink>empty();
        return new VpcDevice(map, parent, context.buffers(), writable);
    }

    private void requireNoBacking(boolean alone) throws BlockException {
        if (alone && options.backing().isPresent()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "this VHD image has no parent, so no 'backing'");
        }
    }

    private ParentLink parent(VpcMap map) throws IOException {
        var name = ParentLocator.nameIn(map.file(), map.layout().locators());
        var link =
                new ParentLink(map, name, VpcDriver.PARENTS.open(context, options.backing(), name));
        if (!context.inactive()) {
            link.require();
        }
        if (writable) {
            link.recordIfUnknown();
        }
        return link;
    }

    private static DynamicHeader header(ImageFile file, Footer footer, long length)
            throws IOException {
        long at = footer.dataOffset();
        if (at < 0 || at > file.length()) {
            throw wrong("Invalid header magic");
        }
        return DynamicHeader.read(file.read(at, DynamicHeader.SIZE), length);
    }

    /** Where the footer is with which the file ends, if it does and no block is in its place. */
    private static OptionalLong lastFooter(ImageFile file, long end) throws IOException {
        long at = lastSector(file);
        boolean there =
                at >= end
                        && Footer.in(file.read(at, Footer.SIZE))
                                .filter(Footer::isIntact)
                                .isPresent();
        return there ? OptionalLong.of(at) : OptionalLong.empty();
    }

    private long length(Footer footer) throws BlockException {
        var geometry = footer.geometry();
        boolean bySize =
                options.forceSizeCalc()
                        .map(source -> source == SizeSource.CURRENT_SIZE)
                        .orElse(Creator.countsBySize(footer.creator()));
        long length =
                bySize || geometry.equals(DiskGeometry.LARGEST)
                        ? footer.currentSize() / DynamicHeader.SECTOR * DynamicHeader.SECTOR
                        : geometry.total() * DynamicHeader.SECTOR;
        Footer.requireLength(length);
        return length;
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_FORMAT, sentence);
    }
}
