package org.blockyard.format.vmdk;

import java.util.List;
import java.util.Optional;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * How a VMDK image is made.
 *
 * @param file the node that is to hold the image or its descriptor
 * @param size the disk's length, rounded up to a sector
 * @param adapterType the adapter to which it is to be attached
 * @param backingFile the image below
 * @param backingFmt its format, which must be vmdk
 * @param compat6 whether it is for VMware's version 6
 * @param hwversion the version of the virtual hardware; {@code undefined} leaves it open
 * @param toolsversion the version of the guest's tools
 * @param subformat what kind of image
 * @param zeroedGrain whether grains of zeroes need no space
 * @param extents the nodes that are to hold the extents, if they have files of their own
 */
public record VmdkCreateOptions(
        @Option("the node that is to hold the image or its descriptor") ChildRef file,
        @Option(value = "virtual disk size", size = true, min = 0) long size,
        @Option("adapter that it is made for: ide (without it), buslogic, lsilogic or legacyESX")
                Optional<AdapterType> adapterType,
        @Option("the image below, a vmdk") Optional<String> backingFile,
        @Option("the format of the image below, which must be vmdk") Optional<String> backingFmt,
        @Option(value = "make it for VMware's version 6", byDefault = "off") boolean compat6,
        @Option(value = "version of the virtual hardware", byDefault = "undefined")
                String hwversion,
        @Option("version of the guest's tools") Optional<String> toolsversion,
        @Option(
                        "kind of image: monolithicSparse (without it), monolithicFlat,"
                                + " twoGbMaxExtentSparse, twoGbMaxExtentFlat or streamOptimized")
                Optional<Subformat> subformat,
        @Option("keep grains of zeroes without space") Optional<Boolean> zeroedGrain,
        @Option("the nodes that are to hold the extents of a descriptor, in their order")
                Optional<List<ChildRef>> extents) {
    /** What kind of image it is to be. */
    Subformat kind() {
        return subformat.orElse(Subformat.MONOLITHIC_SPARSE);
    }

    /** Whether grains of zeroes are to need no space. */
    boolean zeroedGrains() {
        return zeroedGrain.orElse(false);
    }
}
