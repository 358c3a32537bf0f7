package org.blockyard.format.luks;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.crypto.luks.Luks2Volume;
import org.blockyard.crypto.luks.LuksArea;
import org.blockyard.driver.Child;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;

/**
 * The header and key slots at a child's start.
 *
 * @param child the file, or what holds the header apart from it
 */
record ChildArea(Child child) implements LuksArea {
    private static final int MAGIC = 8;

    /** Whether it begins as a header of version 2 does. */
    boolean holdsVersion2() throws IOException {
        if (child.length() < MAGIC) {
            return false;
        }
        return Luks2Volume.isLuks2(read(0, MAGIC));
    }

    @Override
    public ByteBuffer read(long offset, int length) throws IOException {
        if (child.length() < length || offset > child.length() - length) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT,
                    offset == 0
                            ? "Volume is not in LUKS format"
                            : "the file ends before the end of the LUKS header");
        }
        var bytes = ByteBuffer.allocate(length);
        child.read(offset, bytes);
        return bytes.flip();
    }

    @Override
    public void write(long offset, ByteBuffer bytes) throws IOException {
        child.write(offset, bytes, RequestFlags.NONE);
    }

    @Override
    public void flush() throws IOException {
        child.flush();
    }
}
