package org.blockyard.driver;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What an image tells about itself, for {@code info} and QMP's {@code ImageInfo}.
 *
 * @param clusterSize bytes a cluster, if it has clusters
 * @param encrypted whether guest data are encrypted
 * @param compressed whether writes are compressed by default
 * @param dirty whether it was not closed cleanly
 * @param backingFile the backing file as recorded
 * @param backingFormat its format as recorded
 * @param actualSize bytes of host space it uses, if the protocol knows
 * @param snapshots its internal snapshots
 * @param specificType the name for {@code format-specific}, such as {@code qcow2}, if there is any
 * @param specific its members in the order to print; without a name for them they are not printed,
 *     and tell drivers of images over this one what it is
 * @param fileName the name of the file it lies in, for protocols
 */
public record ImageDescription(
        OptionalInt clusterSize,
        boolean encrypted,
        boolean compressed,
        boolean dirty,
        Optional<String> backingFile,
        Optional<String> backingFormat,
        OptionalLong actualSize,
        List<SnapshotInfo> snapshots,
        Optional<String> specificType,
        Map<String, Object> specific,
        Optional<String> fileName) {
    /** A description that says nothing. */
    public static final ImageDescription EMPTY =
            new ImageDescription(
                    OptionalInt.empty(),
                    false,
                    false,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    List.of(),
                    Optional.empty(),
                    Map.of(),
                    Optional.empty());

    /**
     * What a filter over the image tells: what holds of the disk, but nothing of the format.
     *
     * @since 1.1
     */
    public ImageDescription ofFilter() {
        return new ImageDescription(
                clusterSize,
                false,
                false,
                dirty,
                Optional.empty(),
                Optional.empty(),
                actualSize,
                List.of(),
                Optional.empty(),
                Map.of(),
                fileName);
    }
}
