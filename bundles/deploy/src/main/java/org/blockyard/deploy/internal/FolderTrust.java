package org.blockyard.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Decides whether what lies in a folder may run with the daemon's rights: whoever can write there
 * can do all that we can.
 */
final class FolderTrust {
    private FolderTrust() {}

    /**
     * Checks a folder.
     *
     * @return a warning, if there is reason for one
     * @throws BlockException of kind {@code DENIED} if others may write there, or {@code NOT_FOUND}
     */
    static Optional<String> check(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new BlockException(
                    ErrorKind.NOT_FOUND, "deploy folder " + folder + " is not there");
        }
        var attributes = Files.readAttributes(folder, PosixFileAttributes.class);
        if (attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new BlockException(
                            ErrorKind.DENIED,
                            "deploy folder "
                                    + folder
                                    + " is refused: others than its owner may write there")
                    .hint("chmod go-w " + folder);
        }
        var owner = attributes.owner().getName();
        return owner.equals("root") || owner.equals(System.getProperty("user.name"))
                ? Optional.empty()
                : Optional.of(
                        "deploy folder "
                                + folder
                                + " belongs to "
                                + owner
                                + ", who can now do all that we can");
    }

    /** Checks one file: whoever can write it decides what it does after the next start. */
    static void checkFile(Path file) throws IOException {
        if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new BlockException(ErrorKind.DENIED, "everybody may write it");
        }
    }

    /** On whose behalf a file in a folder is acted on: its owner's. */
    static String who(Path file) {
        try {
            return "folder, file of " + Files.getOwner(file).getName();
        } catch (IOException e) {
            return "folder";
        }
    }
}
