package org.blockyard.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets that only their owner may use. */
class OwnerSocketTest {
    @TempDir private Path folder;

    @Test
    void othersMayNotConnect() throws Exception {
        var path = folder.resolve("s");
        try (var listener = OwnerSocket.listen(path, 1);
                var client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            assertTrue(client.isConnected());
        }
    }

    @Test
    void onlyASocketThatNobodyListensOnIsReplaced() throws Exception {
        var path = folder.resolve("s");
        OwnerSocket.listen(path, 1).close();
        try (var listener = OwnerSocket.listen(path, 1)) {
            assertThrows(IOException.class, () -> OwnerSocket.listen(path, 1));
            assertTrue(listener.isOpen());
        }
        var file = Files.writeString(folder.resolve("f"), "mine");
        assertThrows(IOException.class, () -> OwnerSocket.listen(file, 1));
        assertEquals("mine", Files.readString(file));
    }
}
