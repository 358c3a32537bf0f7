package org.blockyard.format.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;

/** A file that grows. */
class ImageFileTest {
    private final MemoryChild child = MemoryChild.of(new byte[] {1, 2, 3});

    @Test
    void readsZeroesBehindItsEnd() throws IOException {
        var file = new ImageFile(child);
        assertArrayEquals(new byte[] {2, 3, 0, 0}, file.read(1, 4).array());
        assertArrayEquals(new byte[4], file.read(1000, 4).array());
        assertFalse(file.tryRead(1, ByteBuffer.allocate(4)));
    }

    @Test
    void growsInSteps() throws IOException {
        var file = new ImageFile(child);
        file.write(100, ByteBuffer.wrap(new byte[] {7}));
        assertTrue(file.length() > 1 << 20);
        file.trim(101);
        assertEquals(101, child.length());
        assertEquals(7, file.read(100, 1).get());
    }

    @Test
    void growsByWhatIsNeededIfThereIsNoRoomForMore() throws IOException {
        var narrow =
                new MemoryChild() {
                    @Override
                    public void resize(long size, Preallocation preallocation, boolean exact)
                            throws IOException {
                        if (size > 4096) {
                            throw new BlockException(ErrorKind.NO_SPACE, "full");
                        }
                        super.resize(size, preallocation, exact);
                    }
                };
        var file = new ImageFile(narrow);
        file.write(4000, ByteBuffer.wrap(new byte[96]));
        assertEquals(4096, file.length());
    }

    @Test
    void growsExactlyIfThatIsWanted() throws IOException {
        var file = new ImageFile(child, false);
        file.write(10, ByteBuffer.wrap(new byte[10]));
        assertEquals(20, file.length());
    }
}
