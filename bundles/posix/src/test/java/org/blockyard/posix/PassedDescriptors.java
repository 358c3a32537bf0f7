package org.blockyard.posix;

import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The program that the test starts with descriptors in its hands: it answers on each, then reports
 * to the service manager.
 */
public final class PassedDescriptors {
    private PassedDescriptors() {}

    /** Serves the descriptors whose numbers are given, one after the other. */
    public static void main(String[] numbers) throws Exception {
        for (var number : numbers) {
            var socket = InheritedSocket.of(Integer.parseInt(number));
            if (socket.isListening()) {
                try (var listening = socket.listening();
                        var accepted = listening.accept()) {
                    answer(accepted);
                }
            } else {
                try (var connected = socket.connected()) {
                    answer(connected);
                }
            }
        }
        ServiceNotification.send("READY=1\nSTATUS=served " + numbers.length);
    }

    private static void answer(SocketChannel channel) throws Exception {
        var word = ByteBuffer.allocate(4);
        while (word.hasRemaining()) {
            channel.read(word);
        }
        channel.write(word.flip());
    }
}
