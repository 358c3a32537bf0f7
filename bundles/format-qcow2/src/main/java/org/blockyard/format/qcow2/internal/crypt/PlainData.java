package org.blockyard.format.qcow2.internal.crypt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.MappedRead;

/** Guest data as they lie in the file. */
record PlainData(ImageFile file) implements GuestData {
    @Override
    public void read(long host, long guest, ByteBuffer target) throws IOException {
        file.reached("read_aio");
        file.read(host, target);
    }

    @Override
    public boolean tryRead(long host, long guest, ByteBuffer target) throws IOException {
        return file.tryRead(host, target);
    }

    @Override
    public void write(long host, long guest, ByteBuffer source) throws IOException {
        file.reached("write_aio");
        file.write(host, source);
    }

    @Override
    public boolean tryWrite(long host, long guest, ByteBuffer source) throws IOException {
        return file.tryWrite(host, source);
    }

    @Override
    public Optional<MappedRead> tryMapSome(long host, int size) throws IOException {
        return file.tryMapSome(host, size);
    }

    @Override
    public Optional<LentPlace> lendPlace(long host, long size) throws IOException {
        return file.lendPlace(host, size);
    }

    @Override
    public Optional<LentPlace> tryLendPlace(long host, int size) throws IOException {
        return file.tryLendPlace(host, size);
    }

    @Override
    public boolean copyFrom(FilePlace source, long host) throws IOException {
        return file.copyFrom(source, host);
    }
}
