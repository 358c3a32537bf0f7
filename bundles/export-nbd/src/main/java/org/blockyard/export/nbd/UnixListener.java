package org.blockyard.export.nbd;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * A Unix socket in the file system. A socket that is there already is replaced, nothing else is.
 * When it stops, its file is removed unless somebody has put another in its place.
 */
final class UnixListener implements Listening.Socket {
    private static final int BACKLOG = 128;

    /** What the system's structure for it holds, a NUL among it. */
    private static final int LONGEST = 108;

    private final ServerSocketChannel channel;
    private final Path path;
    private final Optional<Object> identity;

    private UnixListener(ServerSocketChannel channel, Path path) {
        this.channel = channel;
        this.path = path;
        this.identity = identity(path);
    }

    static UnixListener open(String name) throws IOException {
        if (name.getBytes(StandardCharsets.UTF_8).length >= LONGEST) {
            throw new BlockException(
                            ErrorKind.INVALID_OPTION, "UNIX socket path '" + name + "' is too long")
                    .hint("Path must be less than " + LONGEST + " bytes");
        }
        var path = Path.of(name);
        removeOldSocket(path);
        var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
            return new UnixListener(channel, path);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new BlockException(
                    ErrorKind.IO, "Failed to bind socket to " + name + ": " + e.getMessage(), e);
        }
    }

    private static void removeOldSocket(Path path) throws IOException {
        try {
            var attributes =
                    Files.readAttributes(
                            path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isOther()) {
                throw new BlockException(ErrorKind.EXISTS, path + " exists and is no socket");
            }
            Files.delete(path);
        } catch (NoSuchFileException e) {
            // nothing in the way
        }
    }

    private static Optional<Object> identity(Path path) {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public SocketChannel accept() throws IOException {
        return channel.accept();
    }

    @Override
    public String address() {
        return path.toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (identity.isPresent() && identity.equals(identity(path))) {
            Files.deleteIfExists(path);
        }
    }
}
