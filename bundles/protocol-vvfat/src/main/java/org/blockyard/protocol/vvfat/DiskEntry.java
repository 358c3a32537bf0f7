package org.blockyard.protocol.vvfat;

import java.time.Instant;

/**
 * A file or directory of the volume.
 *
 * @param path its names from the root, with slashes between them
 * @param directory whether it is a directory
 * @param chain its clusters in order; none for an empty file
 * @param size bytes of the file
 * @param modified when it was last changed, to two seconds
 * @param writable whether it is not marked as read-only
 */
record DiskEntry(
        String path,
        boolean directory,
        int[] chain,
        long size,
        Instant modified,
        boolean writable) {
    /** The last of its names. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The path of the directory that it lies in; empty for the root. */
    String parent() {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /** The first of its clusters, or 0 if it has none. */
    int first() {
        return chain.length == 0 ? 0 : chain[0];
    }
}
