package org.blockyard.posix;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** A Unix socket in the file system that only its owner may use. */
public final class OwnerSocket {
    private OwnerSocket() {}

    /**
     * Listens at a path. A socket there on which nobody listens any more is replaced; anything else
     * that is there is an error. The file stays when the channel is closed.
     *
     * @param backlog how many clients may wait to be accepted
     */
    public static ServerSocketChannel listen(Path path, int backlog) throws IOException {
        removeAbandoned(path);
        var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path), backlog);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void removeAbandoned(Path path) throws IOException {
        // connecting to a file is refused too, and the file must stay
        if (!Files.exists(path)
                || !Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
            return;
        }
        try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException e) {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // nobody can tell: binding says what is wrong
        }
    }
}
