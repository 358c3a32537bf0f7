package org.blockyard.qmp.chardev;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * A Unix socket in the file system. Only the owner may connect, whatever the umask is: a monitor
 * gives its clients the rights of the daemon.
 */
record UnixPlace(String path) implements SocketAddresses {
    /** What the kernel's address has room for. */
    private static final int LONGEST = 107;

    @Override
    public Listening listen(boolean noDelay) throws IOException {
        var place = Path.of(path);
        checkLength();
        try {
            removeSocket(place);
            var channel = bind(place);
            return new Listening(
                    "unix:" + path, List.of(channel), noDelay, () -> removeQuietly(place));
        } catch (NoSuchFileException e) {
            throw failed("bind socket to", "No such file or directory", e);
        } catch (IOException e) {
            throw e instanceof BlockException told
                    ? told
                    : failed("bind socket to", e.getMessage(), e);
        }
    }

    @Override
    public CharDevice call(Optional<Duration> again, boolean noDelay) throws IOException {
        checkLength();
        return new Calling("unix:" + path, this::dial, again);
    }

    private Connection dial() throws IOException {
        try {
            return new SocketConnection(SocketChannel.open(UnixDomainSocketAddress.of(path)));
        } catch (IOException e) {
            var words = Files.exists(Path.of(path)) ? e.getMessage() : "No such file or directory";
            throw failed("connect to", words, e);
        }
    }

    /**
     * Made in a folder that only the owner can enter, closed to others, and moved to its place: at
     * no time may another connect.
     */
    private static ServerSocketChannel bind(Path place) throws IOException {
        var parent = place.toAbsolutePath().getParent();
        var folder =
                Files.createTempDirectory(
                        parent,
                        ".",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            var made = folder.resolve("s");
            channel.bind(UnixDomainSocketAddress.of(shortest(made)));
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
            return channel;
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(folder.resolve("s"));
            throw e;
        } finally {
            Files.delete(folder);
        }
    }

    /** Relative to the working directory if that is shorter. */
    private static Path shortest(Path made) {
        var relative = Path.of("").toAbsolutePath().relativize(made);
        return relative.toString().length() < made.toString().length() ? relative : made;
    }

    private static void removeSocket(Path place) throws IOException {
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            boolean socket =
                    (boolean) Files.getAttribute(place, "basic:isOther", LinkOption.NOFOLLOW_LINKS);
            if (!socket) {
                throw new BlockException(
                        ErrorKind.EXISTS,
                        "Failed to bind socket to " + place + ": it is a file, not a socket");
            }
            Files.delete(place);
        }
    }

    private static void removeQuietly(Path place) {
        try {
            Files.deleteIfExists(place);
        } catch (IOException e) {
            // somebody else's by now
        }
    }

    private void checkLength() throws BlockException {
        if (path.isEmpty()
                || path.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > LONGEST) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "UNIX socket path '" + path + "' must have 1 to " + LONGEST + " bytes");
        }
    }

    private BlockException failed(
            String verb, @org.jspecify.annotations.Nullable String why, IOException cause) {
        var name = verb.startsWith("connect") ? "'" + path + "'" : path;
        return new BlockException(
                ErrorKind.IO, "Failed to " + verb + " " + name + ": " + why, cause);
    }
}
