package org.blockyard.protocol.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import org.blockyard.posix.HostFile;
import org.junit.jupiter.api.Test;

/** A write that is done at once is done whole or not at all. */
class AtOnceTest {
    private static final int SIZE = 100;

    private final byte[] written = new byte[SIZE];

    /** A file of which the system takes only so many bytes without waiting. */
    private HostFile taking(int bytes) {
        InvocationHandler calls =
                (proxy, method, arguments) ->
                        switch (method.getName()) {
                            case "isInMemory" -> false;
                            case "writeNow" -> {
                                var source = ((ByteBuffer) arguments[1]).duplicate();
                                int count = Math.min(bytes, source.remaining());
                                put(
                                        (long) arguments[0],
                                        source.limit(source.position() + Math.max(0, count)));
                                yield count;
                            }
                            case "write" -> {
                                put((long) arguments[0], (ByteBuffer) arguments[1]);
                                yield null;
                            }
                            default -> throw new AssertionError(method);
                        };
        return (HostFile)
                Proxy.newProxyInstance(
                        HostFile.class.getClassLoader(), new Class<?>[] {HostFile.class}, calls);
    }

    private void put(long offset, ByteBuffer source) {
        source.get(written, (int) offset, source.remaining());
    }

    private static ByteBuffer source() {
        var source = ByteBuffer.allocateDirect(SIZE);
        for (int i = 0; i < SIZE; i++) {
            source.put(i, (byte) (i + 1));
        }
        return source;
    }

    @Test
    void whatTheSystemTookInPartIsWrittenWhole() throws Exception {
        var source = source();
        assertTrue(new AtOnce(taking(30)).write(0, source));
        assertEquals(0, source.remaining());
        var expected = new byte[SIZE];
        source.get(0, expected);
        assertArrayEquals(expected, written);
    }

    @Test
    void whatTheSystemDoesNotTakeIsLeft() throws Exception {
        var source = source();
        assertFalse(new AtOnce(taking(HostFile.WOULD_BLOCK)).write(0, source));
        assertEquals(SIZE, source.remaining());
        assertArrayEquals(new byte[SIZE], written);
    }
}
