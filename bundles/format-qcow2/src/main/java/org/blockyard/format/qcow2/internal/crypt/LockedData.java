package org.blockyard.format.qcow2.internal.crypt;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.MappedRead;

/** Encrypted guest data of an image that was opened without its key, for its metadata only. */
record LockedData() implements GuestData {
    private static BlockException locked() {
        return new BlockException(
                ErrorKind.DENIED, "the image is encrypted and was opened without its key");
    }

    @Override
    public void read(long host, long guest, ByteBuffer target) throws BlockException {
        throw locked();
    }

    @Override
    public boolean tryRead(long host, long guest, ByteBuffer target) throws BlockException {
        throw locked();
    }

    @Override
    public void write(long host, long guest, ByteBuffer source) throws BlockException {
        throw locked();
    }

    @Override
    public boolean tryWrite(long host, long guest, ByteBuffer source) throws BlockException {
        throw locked();
    }

    @Override
    public Optional<MappedRead> tryMapSome(long host, int size) {
        return Optional.empty();
    }
}
