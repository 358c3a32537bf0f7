package org.blockyard.format.raw;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.driver.Child;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Limits;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;

/** A child that keeps its bytes in memory, and is as strict about its bounds as a node. */
final class MemoryChild implements Child {
    byte[] bytes;
    String lastCall = "";

    MemoryChild(int length) {
        bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (1 + i % 251);
        }
    }

    private int checked(long offset, long length) throws BlockException {
        if (offset < 0 || offset + length > bytes.length) {
            throw new BlockException(ErrorKind.OUT_OF_RANGE, offset + "+" + length);
        }
        return (int) offset;
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public String nodeName() {
        return "below";
    }

    @Override
    public String fileName() {
        return "/memory";
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public Limits limits() {
        return Limits.NONE.aligned(512, 512);
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) {
        bytes = Arrays.copyOf(bytes, (int) length);
        lastCall = "resize " + length + " " + preallocation + " " + exact;
    }

    @Override
    public Optional<ImageDescription> description() {
        var empty = ImageDescription.EMPTY;
        return Optional.of(
                new ImageDescription(
                        empty.clusterSize(),
                        false,
                        false,
                        false,
                        empty.backingFile(),
                        empty.backingFormat(),
                        OptionalLong.of(4711),
                        empty.snapshots(),
                        empty.specificType(),
                        empty.specific(),
                        Optional.of("/memory")));
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        target.put(bytes, checked(offset, target.remaining()), target.remaining());
    }

    @Override
    public boolean tryRead(long offset, ByteBuffer target) throws IOException {
        read(offset, target);
        return true;
    }

    @Override
    public Optional<MappedRead> tryMap(long offset, int length) throws IOException {
        return Optional.of(
                MappedRead.of(ByteBuffer.wrap(bytes, checked(offset, length), length).slice()));
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        int length = source.remaining();
        source.get(bytes, checked(offset, length), length);
        lastCall = "write " + offset + " " + length + " " + flags;
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        write(offset, source, flags);
        return true;
    }

    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) throws IOException {
        int at = checked(offset, length);
        Arrays.fill(bytes, at, at + (int) length, (byte) 0);
        lastCall = "zeroes " + offset + " " + length + " " + flags;
        return true;
    }

    @Override
    public void discard(long offset, long length) throws IOException {
        checked(offset, length);
        lastCall = "discard " + offset + " " + length;
    }

    @Override
    public void flush() {
        lastCall = "flush";
    }
}
