package org.blockyard.protocol.vvfat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A file or folder as it was when the disk was opened.
 *
 * @param name the name that the guest sees; unique in its folder, in any case of letters
 * @param path where it is
 * @param directory whether it is a folder
 * @param size the file's length
 * @param modified when it was last changed
 * @param writable whether its owner may write it
 * @param children what the folder holds, in the order of names
 */
record HostEntry(
        String name,
        Path path,
        boolean directory,
        long size,
        Instant modified,
        boolean writable,
        List<HostEntry> children) {
    HostEntry {
        children = List.copyOf(children);
    }
}
