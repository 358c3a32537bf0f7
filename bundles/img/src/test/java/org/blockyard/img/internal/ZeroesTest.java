package org.blockyard.img.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ZeroesTest {
    @Test
    void findsAByteAtEveryPlace() {
        for (int size : new int[] {1, 63, 64, 65, 200}) {
            var bytes = ByteBuffer.allocateDirect(size);
            assertTrue(Zeroes.all(bytes));
            for (int at = 0; at < size; at++) {
                bytes.put(at, (byte) 0x80);
                assertEquals(at, Zeroes.firstNonZero(bytes), "of " + size);
                bytes.put(at, (byte) 0);
            }
        }
    }

    @Test
    void looksOnlyBetweenPositionAndLimit() {
        var bytes = ByteBuffer.allocateDirect(300);
        bytes.put(99, (byte) 1).put(200, (byte) 1);
        assertTrue(Zeroes.all(bytes.duplicate().position(100).limit(200)));
        assertEquals(100, Zeroes.firstNonZero(bytes.duplicate().position(100)));
        assertFalse(Zeroes.all(bytes));
        assertTrue(Zeroes.all(bytes.duplicate().limit(0)));
    }
}
