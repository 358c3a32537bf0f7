package org.blockyard.shell.internal.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes pass from thread to thread, whole and in order. */
@Timeout(300)
class ByteQueueTest {
    @Test
    void moreThanFitsWaitsForItsReader() throws IOException {
        var sent = new byte[300_000];
        new java.util.Random(1).nextBytes(sent);
        var queue = new ByteQueue();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                queue.put(sent);
                            } catch (InterruptedIOException e) {
                                throw new java.io.UncheckedIOException(e);
                            } finally {
                                queue.end();
                            }
                        });
        assertArrayEquals(sent, queue.readAllBytes());
    }

    @Test
    void whatIsThereIsReadAfterTheEnd() throws IOException {
        var queue = new ByteQueue();
        queue.put(new byte[] {1, (byte) 0xff});
        queue.end();
        assertEquals(1, queue.read());
        assertEquals(0xff, queue.read());
        assertEquals(-1, queue.read());
    }
}
