package org.blockyard.deploy.internal.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The folder in which one process keeps what was deployed: for its owner alone, and locked while it
 * is in use.
 */
public final class StateFolder implements AutoCloseable {
    private final FileChannel lock;
    private final Journal journal;
    private final JarStore jars;
    private final NodeVersions pins;
    private final NodeVersions split;

    private StateFolder(
            FileChannel lock,
            Journal journal,
            JarStore jars,
            NodeVersions pins,
            NodeVersions split) {
        this.lock = lock;
        this.journal = journal;
        this.jars = jars;
        this.pins = pins;
        this.split = split;
    }

    /**
     * Opens a folder, which is made if it is not there.
     *
     * @throws BlockException of kind {@code DENIED} if others may write there, {@code LOCKED} if
     *     another process uses it
     */
    public static StateFolder open(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        check(folder);
        var lock = FileChannel.open(folder.resolve("lock"), CREATE, WRITE);
        try {
            lock(lock, folder);
            return new StateFolder(
                    lock,
                    Journal.open(folder.resolve("journal")),
                    new JarStore(folder.resolve("jars")),
                    NodeVersions.read(folder.resolve("pins")),
                    NodeVersions.read(folder.resolve("split")));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static void check(Path folder) throws IOException {
        var attributes = Files.readAttributes(folder, PosixFileAttributes.class);
        var rights = attributes.permissions();
        if (rights.contains(PosixFilePermission.GROUP_WRITE)
                || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new BlockException(
                            ErrorKind.DENIED,
                            "state folder "
                                    + folder
                                    + " is refused: others than its owner may write there")
                    .hint("chmod go-w " + folder);
        }
        var owner = attributes.owner().getName();
        if (!owner.equals("root") && !owner.equals(System.getProperty("user.name"))) {
            throw new BlockException(
                    ErrorKind.DENIED,
                    "state folder " + folder + " is refused: it belongs to " + owner);
        }
    }

    private static void lock(FileChannel channel, Path folder) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // this process has it already
        }
        throw new BlockException(
                ErrorKind.LOCKED, "state folder " + folder + " is used by another process");
    }

    /** What was done. */
    public Journal journal() {
        return journal;
    }

    /** The jars. */
    public JarStore jars() {
        return jars;
    }

    /** Which nodes are pinned. */
    public NodeVersions pins() {
        return pins;
    }

    /** The versions of drivers whose nodes have not all the same. */
    public NodeVersions split() {
        return split;
    }

    @Override
    public void close() throws IOException {
        journal.close();
        lock.close();
    }
}
