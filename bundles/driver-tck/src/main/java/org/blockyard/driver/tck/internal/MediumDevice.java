package org.blockyard.driver.tck.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Resizable;
import org.blockyard.driver.tck.Medium;
import org.blockyard.io.BlockException;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.SendableRead;

/** A medium as a disk. It does at once what it may, unless it is stalled. */
record MediumDevice(Medium medium) implements BlockDevice, Resizable {
    @Override
    public long length() {
        return medium.length();
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        medium.await();
        copyOut(offset, target);
    }

    private void copyOut(long offset, ByteBuffer target) {
        var piece = new byte[target.remaining()];
        medium.read(offset, piece);
        target.put(piece);
    }

    @Override
    public boolean tryRead(long offset, ByteBuffer target) {
        if (medium.stalled()) {
            return false;
        }
        copyOut(offset, target);
        return true;
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws BlockException {
        medium.await();
        copyIn(offset, source);
    }

    private void copyIn(long offset, ByteBuffer source) throws BlockException {
        var piece = new byte[source.remaining()];
        source.get(piece);
        medium.write(offset, piece);
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags)
            throws BlockException {
        if (medium.stalled()) {
            return false;
        }
        copyIn(offset, source);
        return true;
    }

    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) throws BlockException {
        medium.await();
        medium.write(offset, new byte[Math.toIntExact(length)]);
        return true;
    }

    @Override
    public Optional<LentPlace> lendPlace(long offset, long length) {
        medium.await();
        return Optional.of(LentPlace.of(new FilePlace(medium.descriptor(), offset, length)));
    }

    @Override
    public Optional<SendableRead> trySendable(long offset, int length) {
        return medium.stalled()
                ? Optional.empty()
                : Optional.of(new MediumRange(medium, offset, length));
    }

    /** A range of a medium, sent as it is when it is sent. */
    private record MediumRange(Medium medium, long offset, int length) implements SendableRead {
        @Override
        public int send(int from, WritableByteChannel channel) throws IOException {
            var piece = new byte[length - from];
            medium.read(offset + from, piece);
            return channel.write(ByteBuffer.wrap(piece));
        }

        @Override
        public void close() {
            // it is not held
        }
    }

    @Override
    public boolean copyFrom(FilePlace source, long offset, RequestFlags flags)
            throws BlockException {
        medium.await();
        if (source.descriptor() != medium.descriptor()) {
            return false;
        }
        var piece = new byte[Math.toIntExact(source.length())];
        medium.read(source.offset(), piece);
        medium.write(offset, piece);
        return true;
    }

    @Override
    public void flush() {
        medium.await();
        medium.flush();
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact)
            throws BlockException {
        medium.resize(length);
    }

    @Override
    public void close() {}
}
