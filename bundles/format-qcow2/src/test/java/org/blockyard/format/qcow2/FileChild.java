package org.blockyard.format.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.blockyard.driver.Child;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Limits;
import org.blockyard.io.RequestFlags;

/** A file in the file system, by {@link FileChannel}. */
final class FileChild implements Child, AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private volatile long length;

    FileChild(Path path) throws IOException {
        this.path = path;
        this.channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE);
        this.length = channel.size();
    }

    private void check(long offset, long size) throws BlockException {
        if (offset < 0 || offset + size > length) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE,
                    "beyond the end: " + offset + "+" + size + " of " + length);
        }
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        check(offset, target.remaining());
        for (long at = offset; target.hasRemaining(); ) {
            at += channel.read(target, at);
        }
    }

    @Override
    public boolean tryRead(long offset, ByteBuffer target) throws IOException {
        read(offset, target);
        return true;
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        check(offset, source.remaining());
        for (long at = offset; source.hasRemaining(); ) {
            at += channel.write(source, at);
        }
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        write(offset, source, flags);
        return true;
    }

    @Override
    public void flush() throws IOException {
        channel.force(false);
    }

    @Override
    public void resize(long size, Preallocation preallocation, boolean exact) throws IOException {
        if (size < channel.size()) {
            channel.truncate(size);
        } else if (size > channel.size()) {
            channel.write(ByteBuffer.allocate(1), size - 1);
        }
        length = size;
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public String nodeName() {
        return "file";
    }

    @Override
    public String fileName() {
        return path.toString();
    }

    @Override
    public long length() {
        return length;
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

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
