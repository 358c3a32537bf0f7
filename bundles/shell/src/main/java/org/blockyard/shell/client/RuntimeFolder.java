package org.blockyard.shell.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Where the sockets of shells lie that were given no other place: a folder that is its owner's
 * alone.
 */
public final class RuntimeFolder {
    private static final Set<PosixFilePermission> OWNER =
            PosixFilePermissions.fromString("rwx------");

    private RuntimeFolder() {}

    /**
     * The folder: in the session's runtime folder, in {@code /run} for root, else in the folder for
     * temporary files.
     */
    public static Path path() {
        var session = System.getenv("XDG_RUNTIME_DIR");
        if (session != null && session.startsWith("/") && Files.isDirectory(Path.of(session))) {
            return Path.of(session, "blockyard");
        }
        var user = System.getProperty("user.name", "user");
        if (user.equals("root") && Files.isWritable(Path.of("/run"))) {
            return Path.of("/run/blockyard");
        }
        return Path.of(
                Objects.requireNonNullElse(System.getenv("TMPDIR"), "/tmp"), "blockyard-" + user);
    }

    /**
     * The folder, made if it is missing.
     *
     * @throws IOException if it can't be made, or others have a hand in it
     */
    public static Path make() throws IOException {
        var folder = path();
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER));
        }
        var owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS);
        boolean ours = owner.getName().equals(System.getProperty("user.name"));
        if (!ours
                || !Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)
                        .equals(OWNER)) {
            throw new IOException(folder + " is not a folder of this user alone");
        }
        return folder;
    }

    /** Removes the sockets of processes that are no more: a killed one can't do it itself. */
    public static void clear() throws IOException {
        for (var socket : sockets()) {
            var id = socket.getFileName().toString().replaceAll("[^0-9]", "");
            boolean alive =
                    id.isEmpty()
                            || id.length() > 10
                            || ProcessHandle.of(Long.parseLong(id)).isPresent();
            if (!alive) {
                Files.deleteIfExists(socket);
            }
        }
    }

    /** The sockets in it. */
    public static List<Path> sockets() throws IOException {
        var found = new ArrayList<Path>();
        var folder = path();
        if (Files.isDirectory(folder)) {
            try (var files = Files.newDirectoryStream(folder, "*.sock")) {
                files.forEach(found::add);
            }
        }
        return found;
    }
}
