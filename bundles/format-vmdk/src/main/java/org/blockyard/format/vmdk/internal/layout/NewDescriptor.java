package org.blockyard.format.vmdk.internal.layout;

import java.util.List;
import java.util.Optional;
import org.blockyard.io.BlockException;

/**
 * The descriptor of a new image.
 *
 * @param id the content's identifier
 * @param parentId the parent's
 * @param createType what kind of image it is
 * @param parentName the parent's file name
 * @param size the disk's length in bytes
 * @param hardware for what it is made
 */
public record NewDescriptor(
        long id,
        long parentId,
        String createType,
        Optional<String> parentName,
        long size,
        Hardware hardware) {
    private static final int SECTORS_A_TRACK = 63;

    /**
     * The virtual hardware that a disk is made for.
     *
     * @param version the hardware's version
     * @param adapterType the adapter's name
     * @param heads the disk's heads
     * @param toolsVersion the version of the guest's tools
     */
    public record Hardware(String version, String adapterType, int heads, String toolsVersion) {}

    /** It with its extents. */
    public Descriptor with(List<ExtentLine> extents) throws BlockException {
        Descriptor.requireQuotable("hardware version", hardware.version());
        Descriptor.requireQuotable("tools version", hardware.toolsVersion());
        Descriptor.requireQuotable("parent's file name", parentName.orElse(""));
        var lines = new StringBuilder();
        for (var extent : extents) {
            Descriptor.requireQuotable("extent's file name", extent.fileName());
            lines.append(extent.text());
        }
        return Descriptor.of(
                """
                # Disk DescriptorFile
                version=1
                CID=%s
                parentCID=%s
                createType="%s"
                %s
                # Extent description
                %s
                # The Disk Data Base
                #DDB

                ddb.virtualHWVersion = "%s"
                ddb.geometry.cylinders = "%d"
                ddb.geometry.heads = "%d"
                ddb.geometry.sectors = "%d"
                ddb.adapterType = "%s"
                ddb.toolsVersion = "%s"
                """
                        .formatted(
                                Descriptor.hexadecimal(id),
                                Descriptor.hexadecimal(parentId),
                                createType,
                                parentName.map(Descriptor::parentLine).orElse(""),
                                lines,
                                hardware.version(),
                                size / SparseHeader.SECTOR / SECTORS_A_TRACK / hardware.heads(),
                                hardware.heads(),
                                SECTORS_A_TRACK,
                                hardware.adapterType(),
                                hardware.toolsVersion()));
    }
}
