package org.blockyard.kernel.internal.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteOrder;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectBuffersTest {
    private final DirectBuffers pool = new DirectBuffers(1 << 20);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097, 65536, 2 << 20, (2 << 20) + 1, 5 << 20})
    void buffersAreAlignedAndOfTheSizeAskedFor(int size) throws BlockException {
        try (var buffer = pool.lend(size)) {
            var bytes = buffer.bytes();
            assertEquals(0, bytes.position());
            assertEquals(size, bytes.limit());
            assertEquals(0, bytes.alignmentOffset(0, BufferPool.ALIGNMENT));
            assertEquals(ByteOrder.BIG_ENDIAN, bytes.order());
            while (bytes.hasRemaining()) {
                bytes.put((byte) 1);
            }
        }
        assertEquals(0, pool.lent());
    }

    @Test
    void whatComesBackIsLentAgainAsNew() throws BlockException {
        var first = pool.lend(5000);
        var memory = first.bytes();
        memory.position(7).limit(9).order(ByteOrder.LITTLE_ENDIAN);
        first.close();
        try (var second = pool.lend(8192)) {
            assertSame(memory, second.bytes());
            assertEquals(8192, second.bytes().remaining());
            assertEquals(ByteOrder.BIG_ENDIAN, second.bytes().order());
        }
    }

    @Test
    void aSecondCloseDoesNotTakeTheNextBorrowersBuffer() throws BlockException {
        var first = pool.lend(4096);
        first.close();
        try (var second = pool.lend(4096)) {
            first.close();
            try (var third = pool.lend(4096)) {
                assertNotSame(second.bytes(), third.bytes());
            }
        }
        assertThrows(IllegalStateException.class, first::bytes);
    }

    @Test
    void noMoreIsKeptThanTheBound() throws BlockException {
        var lent = new java.util.ArrayList<org.blockyard.io.IoBuffer>();
        for (int i = 0; i < 10; i++) {
            lent.add(pool.lend(256 << 10));
        }
        assertEquals(10, pool.lent());
        lent.forEach(org.blockyard.io.IoBuffer::close);
        assertEquals(1 << 20, pool.idleBytes());
        pool.close();
        assertEquals(0, pool.idleBytes());
    }

    @Test
    void whatIsLentBeyondTheBoundIsFreedAtOnce() throws BlockException {
        var kept = pool.lend(1 << 20);
        var passing = pool.lend(4096);
        var memory = passing.bytes();
        passing.close();
        assertThrows(IllegalStateException.class, () -> memory.get(0), "it is no longer there");
        kept.close();
        assertEquals(1 << 20, pool.idleBytes());
    }

    @Test
    void tooMuchIsRefused() {
        var e = assertThrows(BlockException.class, () -> pool.lend(BufferPool.MAX_SIZE + 1));
        assertEquals(ErrorKind.RESOURCE, e.kind());
    }
}
