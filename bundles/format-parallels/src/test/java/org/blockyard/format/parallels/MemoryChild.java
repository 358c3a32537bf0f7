package org.blockyard.format.parallels;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.blockyard.driver.Child;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.Limits;
import org.blockyard.io.RequestFlags;

/** A file in memory, for one thread. */
final class MemoryChild implements Child {
    /** How its length was changed. */
    final List<String> resizes = new ArrayList<>();

    private byte[] bytes;

    MemoryChild(byte... bytes) {
        this.bytes = bytes;
    }

    /** What it holds. */
    byte[] content() {
        return bytes.clone();
    }

    /** What it holds, to be changed. */
    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        target.put(bytes, (int) offset, target.remaining());
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) {
        source.get(bytes, (int) offset, source.remaining());
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) {
        resizes.add(preallocation + " " + length);
        bytes = Arrays.copyOf(bytes, (int) length);
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
        return true;
    }

    @Override
    public Optional<ImageDescription> description() {
        return Optional.empty();
    }
}
