package org.blockyard.posix.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.blockyard.posix.ErrorNumber;
import org.blockyard.posix.PosixException;

/** A datagram to a Unix socket, which Java's channels can't send. */
public final class NotifySocket {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 02000000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MAX_PATH = 108;

    private NotifySocket() {}

    /** Sends text to a socket; a name that begins with {@code @} is in the abstract namespace. */
    public static void send(String address, String text) throws PosixException {
        var name = address.getBytes(StandardCharsets.UTF_8);
        if (name.length >= MAX_PATH) {
            throw PosixException.of("sendto", ErrorNumber.EINVAL);
        }
        if (name[0] == '@') {
            name[0] = 0;
        }
        // no terminating NUL: the length counts, and an abstract name ends with it
        var socketAddress =
                ByteBuffer.allocate(2 + name.length)
                        .order(ByteOrder.nativeOrder())
                        .putShort((short) AF_UNIX)
                        .put(name)
                        .array();
        var data = text.getBytes(StandardCharsets.UTF_8);
        int socket =
                (int)
                        JnaCalls.check(
                                "socket", () -> JnaLibc.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0));
        try {
            JnaCalls.check(
                    "sendto",
                    () ->
                            JnaLibc.sendto(
                                    socket,
                                    data,
                                    data.length,
                                    MSG_NOSIGNAL,
                                    socketAddress,
                                    socketAddress.length));
        } finally {
            JnaCalls.close(socket);
        }
    }
}
