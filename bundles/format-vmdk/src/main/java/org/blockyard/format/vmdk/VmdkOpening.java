package org.blockyard.format.vmdk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.RecordedChild;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.vmdk.internal.disk.DescriptorFile;
import org.blockyard.format.vmdk.internal.disk.ParentCheck;
import org.blockyard.format.vmdk.internal.disk.VmdkDevice;
import org.blockyard.format.vmdk.internal.extent.Part;
import org.blockyard.format.vmdk.internal.extent.SparseHead;
import org.blockyard.format.vmdk.internal.layout.Descriptor;
import org.blockyard.format.vmdk.internal.layout.ExtentLine;
import org.blockyard.format.vmdk.internal.layout.ExtentName;
import org.blockyard.format.vmdk.internal.layout.ImageStart;
import org.blockyard.format.vmdk.internal.layout.SparseHeader;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.ChildRef;

/**
 * Opens one image: its descriptor, the files of its extents, and the disk below. First all files
 * are opened and looked at, since one that can't be written makes the whole disk read-only.
 */
final class VmdkOpening {
    private static final Set<String> KNOWN_TYPES =
            Set.of(
                    "monolithicSparse",
                    "monolithicFlat",
                    "twoGbMaxExtentSparse",
                    "twoGbMaxExtentFlat",
                    "streamOptimized",
                    "vmfs",
                    "vmfsSparse",
                    "seSparse");

    private static final Set<ChildRole> FILE =
            Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY);
    private static final Set<ChildRole> BYTES = Set.of(ChildRole.DATA);
    private static final Set<ChildRole> GRAINS = Set.of(ChildRole.DATA, ChildRole.METADATA);

    private static final int SECTOR = SparseHeader.SECTOR;

    /** Sectors of a descriptor in an extent whose header does not say. */
    private static final long USUAL_DESCRIPTOR = 20;

    private final VmdkOptions options;
    private final OpenContext context;
    private final Map<String, Child> opened = new HashMap<>();
    private final List<Child> files = new ArrayList<>();

    VmdkOpening(VmdkOptions options, OpenContext context) {
        this.options = options;
        this.context = context;
    }

    /** An extent that is known but not a part of a disk yet. */
    private interface Found {
        Part part(Backing backing, Part.Mode mode) throws IOException;
    }

    BlockDevice open() throws IOException {
        var child = context.child("file", options.file(), FILE);
        files.add(child);
        var file = new ImageFile(child);
        List<Found> found;
        DescriptorFile descriptor;
        if (ImageStart.isSparse(file.read(0, SECTOR))) {
            var head = SparseHead.read(file);
            descriptor = embedded(file, head);
            found = ofHead(file, head, descriptor);
        } else {
            descriptor = ofItsOwn(file);
            found = ofDescriptor(child, descriptor.current());
        }
        var backing = backing(descriptor.current());
        return new VmdkDevice(descriptor, parts(found, backing), files);
    }

    /** The extents, each over its part of what is below. */
    private List<Part> parts(List<Found> found, Backing backing) throws IOException {
        boolean writable = !context.readOnly() && !context.inactive();
        var mode = new Part.Mode(context.buffers(), writable);
        var parts = new ArrayList<Part>();
        long start = 0;
        for (var extent : found) {
            var part = extent.part(backing.from(start), mode);
            if (part.disk().length() > Long.MAX_VALUE - start) {
                throw invalid("the extents are too long");
            }
            start += part.disk().length();
            parts.add(part);
        }
        return parts;
    }

    private static DescriptorFile embedded(ImageFile file, SparseHead head) throws IOException {
        long sector = 1;
        long sectors = USUAL_DESCRIPTOR;
        if (head instanceof SparseHead.Hosted(var header, var atEnd)) {
            sector = header.descriptorOffset();
            sectors = header.descriptorSize() > 0 ? header.descriptorSize() : USUAL_DESCRIPTOR;
        }
        if (sector <= 0 || sector >= file.length() / SECTOR) {
            throw invalid("invalid VMDK image descriptor: there is none in the extent");
        }
        int size = (int) Math.min(sectors, Descriptor.MOST_BYTES / SECTOR) * SECTOR;
        long offset = sector * SECTOR;
        return new DescriptorFile(
                file.child(), offset, OptionalInt.of(size), Descriptor.of(file.read(offset, size)));
    }

    private static DescriptorFile ofItsOwn(ImageFile file) throws IOException {
        if (file.length() > Descriptor.MOST_BYTES) {
            throw invalid(
                    "Image not in VMDK format: a descriptor of more than %d bytes"
                            .formatted(Descriptor.MOST_BYTES));
        }
        var text = file.read(0, (int) file.length());
        return new DescriptorFile(file.child(), 0, OptionalInt.empty(), Descriptor.of(text));
    }

    private List<Found> ofHead(ImageFile file, SparseHead head, DescriptorFile descriptor)
            throws IOException {
        if (head instanceof SparseHead.Hosted(var header, var atEnd) && header.capacity() == 0) {
            var lines = descriptor.current().extents();
            boolean alone = lines.stream().allMatch(line -> line.type() == ExtentLine.Type.SPARSE);
            return alone ? List.of() : ofDescriptor(file.child(), descriptor.current());
        }
        requireReadOnly(head.readOnlyReason());
        return List.of((backing, mode) -> Part.ofGrains(file, head, "", backing, mode));
    }

    private List<Found> ofDescriptor(Child image, Descriptor descriptor) throws IOException {
        if (!KNOWN_TYPES.contains(descriptor.createType())) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "Unsupported image type '%s'".formatted(descriptor.createType()));
        }
        var found = new ArrayList<Found>();
        for (var line : descriptor.extents()) {
            found.add(extent(image, found.size(), line));
        }
        return found;
    }

    private Found extent(Child image, int index, ExtentLine line) throws IOException {
        if (line.access() == ExtentLine.Access.RDONLY) {
            requireReadOnly(
                    Optional.of("Extent '%s' must be read only".formatted(line.fileName())));
        }
        long length = line.sectors() * SECTOR;
        var type = line.type().name();
        if (line.type() == ExtentLine.Type.ZERO) {
            requireReadOnly(Optional.of("No write support for extents of type ZERO"));
            return (backing, mode) -> Part.closed("", length, type);
        }
        var file = file(index, line);
        if (file.isEmpty()) {
            var name = beside(image.fileName(), line.fileName());
            return (backing, mode) -> Part.closed(name, length, type);
        }
        if (line.type().flat()) {
            long start = line.offset() * SECTOR;
            return (backing, mode) -> Part.ofBytes(file.get(), start, length, type);
        }
        var holder = new ImageFile(file.get());
        var head =
                line.type() == ExtentLine.Type.SESPARSE
                        ? SparseHead.readSeSparse(holder)
                        : SparseHead.read(holder);
        requireReadOnly(head.readOnlyReason());
        return (backing, mode) -> Part.ofGrains(holder, head, type, backing, mode);
    }

    /** The file of an extent; several extents that are parts of one file share it. */
    private Optional<Child> file(int index, ExtentLine line) throws IOException {
        var declared =
                options.extents().filter(all -> index < all.size()).map(all -> all.get(index));
        var known = Optional.ofNullable(opened.get(line.fileName()));
        if (declared.isEmpty() && known.isPresent() && line.type().flat()) {
            return known;
        }
        var recorded =
                declared.isPresent()
                        ? Optional.<RecordedChild>empty()
                        : Optional.of(
                                new RecordedChild(
                                        ExtentName.requireInFolder(line.fileName()),
                                        Optional.empty()));
        var child =
                context.child(
                        "extents." + index,
                        declared,
                        recorded,
                        line.type().flat() ? BYTES : GRAINS);
        if (child.isPresent()) {
            files.add(child.get());
            if (declared.isEmpty()) {
                opened.put(line.fileName(), child.get());
            }
        } else if (!context.metadataOnly()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "extent %d needs a file".formatted(index));
        }
        return child;
    }

    private static String beside(String image, String name) {
        return image.substring(0, image.lastIndexOf('/') + 1) + name;
    }

    private void requireReadOnly(Optional<String> reason) throws BlockException {
        if (reason.isEmpty() || context.readOnly() || context.metadataOnly()) {
            return;
        }
        if (!context.autoReadOnly()) {
            throw new BlockException(ErrorKind.READ_ONLY, reason.get());
        }
        context.openedReadOnly();
    }

    private Backing backing(Descriptor descriptor) throws IOException {
        var name = descriptor.parentName();
        var declared = options.backing();
        boolean none = declared.isPresent() && declared.get() instanceof ChildRef.None;
        if (none || name.isEmpty() && declared.isEmpty()) {
            return new Backing(Optional.empty(), name.isPresent());
        }
        var child = VmdkDriver.PARENTS.open(context, declared, name);
        if (child.isPresent() && !context.inactive()) {
            ParentCheck.require(child.get(), descriptor);
        }
        return new Backing(child, true);
    }

    private static BlockException invalid(String sentence) {
        return new BlockException(ErrorKind.INVALID_FORMAT, sentence);
    }
}
