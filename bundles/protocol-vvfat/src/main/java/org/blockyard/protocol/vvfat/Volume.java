package org.blockyard.protocol.vvfat;

import java.nio.file.Path;
import java.util.Map;

/**
 * A disk as it was made of a folder.
 *
 * @param layout where everything lies
 * @param partitionTable the disk's first sector, if the volume does not begin there
 * @param head all that lies before the volume's first cluster
 * @param clusters what the clusters show
 * @param files where each entry of the volume is on the host, by its path
 */
record Volume(
        FatLayout layout,
        byte[] partitionTable,
        byte[] head,
        ClusterMap clusters,
        Map<String, Placed> files) {
    /**
     * An entry of the volume and what it is on the host.
     *
     * @param entry as the volume has it
     * @param host its file or folder
     */
    record Placed(DiskEntry entry, Path host) {}
}
