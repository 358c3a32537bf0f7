package org.blockyard.format.dmg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.driver.Child;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Limits;

/**
 * A file in memory.
 *
 * @param bytes what it holds, shared
 */
record ReadOnlyChild(byte[] bytes) implements Child {
    @Override
    public void read(long offset, ByteBuffer target) {
        target.put(bytes, (int) offset, target.remaining());
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public String nodeName() {
        return "memory";
    }

    @Override
    public String fileName() {
        return "memory";
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public Limits limits() {
        return Limits.NONE;
    }

    @Override
    public boolean writable() {
        return false;
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        throw new BlockException(ErrorKind.READ_ONLY, "only read");
    }

    @Override
    public Optional<ImageDescription> description() {
        return Optional.empty();
    }
}
