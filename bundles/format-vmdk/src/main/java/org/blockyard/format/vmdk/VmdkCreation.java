package org.blockyard.format.vmdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.Preallocation;
import org.blockyard.format.vmdk.internal.disk.ContentId;
import org.blockyard.format.vmdk.internal.disk.ParentCheck;
import org.blockyard.format.vmdk.internal.extent.NewExtent;
import org.blockyard.format.vmdk.internal.layout.Descriptor;
import org.blockyard.format.vmdk.internal.layout.ExtentLine;
import org.blockyard.format.vmdk.internal.layout.NewDescriptor;
import org.blockyard.format.vmdk.internal.layout.SparseHeader;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.blockyard.option.ChildRef;

/** Makes one image: its extents, and the descriptor that names them. */
final class VmdkCreation {
    private static final Set<ChildRole> FILE =
            Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY);
    private static final Set<ChildRole> EXTENT = Set.of(ChildRole.DATA, ChildRole.METADATA);

    /** The most that an extent of a split image holds. */
    private static final long SPLIT = 1L << 31;

    private static final int SECTOR = SparseHeader.SECTOR;
    private static final String UNDEFINED = "undefined";
    private static final String NEWEST_TOOLS = "2147483647";

    private final VmdkCreateOptions options;
    private final CreateContext context;
    private final Subformat kind;

    VmdkCreation(VmdkCreateOptions options, CreateContext context) {
        this.options = options;
        this.context = context;
        this.kind = options.kind();
    }

    void run() throws IOException {
        refuse();
        long size = size();
        var file = context.target("file", options.file(), FILE);
        long parentId = options.backingFile().isPresent() ? parentId(file) : Descriptor.NO_PARENT;
        var extents = new ArrayList<ExtentLine>();
        int count = 0;
        for (long start = 0; start < size || start == 0 && !kind.apart(); ) {
            long length = kind.split() ? Math.min(SPLIT, size - start) : size;
            extents.add(extent(file, count++, length));
            start += Math.max(length, 1);
        }
        requireAllUsed(count);
        var descriptor =
                new NewDescriptor(
                                ContentId.random(),
                                parentId,
                                kind.word(),
                                options.backingFile(),
                                size,
                                hardware())
                        .with(extents);
        write(file, descriptor);
        file.flush();
    }

    private void refuse() throws BlockException {
        require(
                !options.compat6() || options.hwversion().equals(UNDEFINED),
                "compat6 cannot be enabled with hwversion set");
        require(
                !kind.flat() || options.backingFile().isEmpty(),
                "Flat image can't have backing file");
        require(!kind.flat() || !options.zeroedGrains(), "Flat image can't enable zeroed grain");
        require(
                options.backingFmt().orElse(VmdkDriver.NAME).equals(VmdkDriver.NAME),
                "backing_file must be a vmdk image");
    }

    private static void require(boolean right, String otherwise) throws BlockException {
        if (!right) {
            throw new BlockException(ErrorKind.INVALID_OPTION, otherwise);
        }
    }

    private long size() throws BlockException {
        if (options.size() > Long.MAX_VALUE - SECTOR) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE, "The image size is too large for file format 'vmdk'");
        }
        return (options.size() + SECTOR - 1) / SECTOR * SECTOR;
    }

    private NewDescriptor.Hardware hardware() {
        var adapter = options.adapterType().orElse(AdapterType.IDE);
        var version = options.compat6() ? "6" : options.hwversion();
        return new NewDescriptor.Hardware(
                version.equals(UNDEFINED) ? "4" : version,
                adapter.word(),
                adapter.heads(),
                options.toolsversion().orElse(NEWEST_TOOLS));
    }

    private long parentId(Child file) throws IOException {
        var parent = VmdkDriver.PARENTS.describe(context, file, options.backingFile());
        return ParentCheck.idOf(parent)
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.INVALID_FORMAT, "Failed to read parent CID"));
    }

    /** Makes an extent. */
    private ExtentLine extent(Child file, int index, long length) throws IOException {
        var holder = kind.apart() ? holder(file, index) : file;
        var type = kind.flat() ? ExtentLine.Type.FLAT : ExtentLine.Type.SPARSE;
        if (kind.flat()) {
            holder.resize(0, Preallocation.OFF, false);
            holder.resize(length, Preallocation.OFF, false);
        } else {
            new NewExtent(length, kind.compressed(), options.zeroedGrains()).write(holder);
        }
        holder.flush();
        var name = kind.apart() ? baseName(holder.fileName()) : ownName(file.fileName());
        return new ExtentLine(ExtentLine.Access.RW, length / SECTOR, type, name, 0);
    }

    /** The file for an extent: one that the options name, or one beside the descriptor. */
    private Child holder(Child file, int index) throws IOException {
        var child = "extents." + index;
        List<ChildRef> given = options.extents().orElse(List.of());
        if (index < given.size()) {
            return context.target(child, given.get(index), EXTENT);
        }
        return context.beside(child, extentName(baseName(file.fileName()), index), EXTENT)
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.INVALID_OPTION,
                                        "Extent [%d] not specified".formatted(index)));
    }

    private void requireAllUsed(int count) throws BlockException {
        int given = options.extents().map(List::size).orElse(0);
        require(given <= (kind.apart() ? count : 0), "List of extents contains unused extents");
    }

    /** The name of an extent's file: the descriptor's, with something before the last dot. */
    private String extentName(String image, int index) {
        int dot = image.lastIndexOf('.');
        var start = dot < 0 ? image : image.substring(0, dot);
        var end = dot < 0 ? "" : image.substring(dot);
        return kind.split()
                ? "%s-%c%03d%s".formatted(start, kind.flat() ? 'f' : 's', index + 1, end)
                : start + "-flat" + end;
    }

    /** What an extent calls the file that it lies in itself; nobody looks for it by that name. */
    private static String ownName(String fileName) {
        return fileName.indexOf('"') < 0 ? baseName(fileName) : "disk.vmdk";
    }

    private static String baseName(String fileName) {
        return fileName.substring(fileName.lastIndexOf('/') + 1);
    }

    private void write(Child file, Descriptor descriptor) throws IOException {
        var bytes = descriptor.bytes();
        if (kind.apart()) {
            file.resize(0, Preallocation.OFF, false);
            file.resize(bytes.length, Preallocation.OFF, false);
            file.write(0, ByteBuffer.wrap(bytes), RequestFlags.NONE);
            return;
        }
        require(
                bytes.length <= NewExtent.DESCRIPTOR_BYTES,
                "The descriptor is too long: shorten the backing file's name");
        file.write(NewExtent.DESCRIPTOR_OFFSET, ByteBuffer.wrap(bytes), RequestFlags.NONE);
    }
}
