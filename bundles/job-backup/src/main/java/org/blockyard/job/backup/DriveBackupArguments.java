package org.blockyard.job.backup;

import java.util.Optional;
import org.blockyard.option.Option;

/**
 * The arguments of {@code drive-backup}.
 *
 * @param backup what all backups have
 * @param target the file name of the image that is copied to
 * @param format the image's format
 * @param mode whether the image is made
 */
public record DriveBackupArguments(
        @Option(value = "what all backups have", flat = true) BackupOptions backup,
        @Option("file name of the image that is copied to") String target,
        @Option("format of the image; that of the node, or probed if it is there already")
                Optional<String> format,
        @Option(value = "whether the image is made", byDefault = "absolute-paths") Mode mode) {
    /** Where the image comes from. */
    public enum Mode {
        /** It is there. */
        EXISTING,
        /** It is made, with the full name of its backing file in it. */
        ABSOLUTE_PATHS
    }
}
