package org.blockyard.format.vmdk;

import java.util.List;
import java.util.Optional;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of VMDK disks.
 *
 * @param file the image, or the descriptor that names its extents
 * @param backing the disk below, instead of the one that the image names
 * @param extents the extents' files, in their order, instead of those that the descriptor names
 */
public record VmdkOptions(
        @Option("the node that holds the image or its descriptor") ChildRef file,
        @Option("the disk below, if not the one that the image names") Optional<ChildRef> backing,
        @Option("the files of the extents in their order, if not those that the descriptor names")
                Optional<List<ChildRef>> extents) {}
