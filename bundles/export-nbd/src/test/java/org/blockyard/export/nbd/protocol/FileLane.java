package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.Lane;
import org.blockyard.io.Limits;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;

/** A lane over a file, with the ways of being quick switched on or off. */
final class FileLane implements Lane {
    private final FileChannel file;
    private final boolean atOnce;
    private final ByteBuffer map;

    FileLane(FileChannel file, boolean atOnce) throws IOException {
        this.file = file;
        this.atOnce = atOnce;
        this.map = file.map(MapMode.READ_ONLY, 0, Math.min(file.size(), Integer.MAX_VALUE));
    }

    @Override
    public long length() {
        try {
            return file.size();
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public Limits limits() {
        return Limits.NONE;
    }

    @Override
    public ChainExtent chainStatus(long offset, long length, Optional<String> base)
            throws IOException {
        var block = ByteBuffer.allocate(4096);
        boolean zero = zero(block, offset, length);
        long end = offset;
        do {
            end = Math.min(offset + length, (end / 4096 + 1) * 4096);
        } while (end < offset + length && zero(block, end, length) == zero);
        return new ChainExtent(
                end - offset, !zero, zero, true, false, 0, OptionalLong.empty(), Optional.empty());
    }

    private boolean zero(ByteBuffer block, long at, long most) throws IOException {
        block.clear();
        file.read(block, at);
        block.flip();
        while (block.hasRemaining()) {
            if (block.get() != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        long at = offset;
        while (target.hasRemaining()) {
            at += file.read(target, at);
        }
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        long at = offset;
        while (source.hasRemaining()) {
            at += file.write(source, at);
        }
        if (flags.has(RequestFlags.FUA)) {
            flush();
        }
    }

    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) throws IOException {
        if (flags.has(RequestFlags.NO_FALLBACK)) {
            return false;
        }
        var zeroes = ByteBuffer.allocate(65536);
        for (long at = offset; at < offset + length; at += zeroes.capacity()) {
            write(
                    at,
                    zeroes.clear().limit((int) Math.min(zeroes.capacity(), offset + length - at)),
                    flags);
        }
        return true;
    }

    @Override
    public void flush() throws IOException {
        file.force(true);
    }

    @Override
    public boolean tryRead(long offset, ByteBuffer target) throws IOException {
        if (atOnce) {
            read(offset, target);
        }
        return atOnce;
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        boolean can = atOnce && !flags.has(RequestFlags.FUA);
        if (can) {
            write(offset, source, flags);
        }
        return can;
    }

    @Override
    public Optional<MappedRead> tryMap(long offset, int length) {
        return atOnce && offset + length <= map.capacity()
                ? Optional.of(MappedRead.of(map.slice((int) offset, length)))
                : Optional.empty();
    }

    @Override
    public void close() {}
}
