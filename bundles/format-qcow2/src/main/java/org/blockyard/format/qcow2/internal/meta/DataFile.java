package org.blockyard.format.qcow2.internal.meta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.driver.Child;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.Limits;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;

/**
 * An external data file, its bytes as far up as entries in memory say (see {@code L2Format}). If it
 * was not opened because only metadata are asked for, each access fails.
 */
public final class DataFile implements Child {
    private final Optional<Child> child;
    private final long shift;

    /** The data file in a child, if it is open. */
    public DataFile(Optional<Child> child, long shift) {
        this.child = child;
        this.shift = shift;
    }

    private Child open() throws BlockException {
        return child.orElseThrow(
                () -> new BlockException(ErrorKind.UNSUPPORTED, "the data file is not open"));
    }

    @Override
    public String name() {
        return "data-file";
    }

    @Override
    public String nodeName() {
        return child.map(Child::nodeName).orElse("");
    }

    @Override
    public String fileName() {
        return child.map(Child::fileName).orElse("");
    }

    @Override
    public long length() {
        // one that is not open has no end, so that nothing of it is taken for zeroes
        return child.isPresent() ? child.get().length() + shift : Long.MAX_VALUE;
    }

    @Override
    public Limits limits() {
        return child.map(Child::limits).orElse(Limits.NONE);
    }

    @Override
    public boolean writable() {
        return child.map(Child::writable).orElse(false);
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        open().resize(length - shift, preallocation, exact);
    }

    @Override
    public Optional<ImageDescription> description() throws IOException {
        return open().description();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        open().read(offset - shift, target);
    }

    @Override
    public boolean tryRead(long offset, ByteBuffer target) throws IOException {
        return open().tryRead(offset - shift, target);
    }

    @Override
    public Optional<MappedRead> tryMap(long offset, int length) throws IOException {
        return open().tryMap(offset - shift, length);
    }

    @Override
    public Optional<MappedRead> tryMapSome(long offset, int length) throws IOException {
        return open().tryMapSome(offset - shift, length);
    }

    @Override
    public Optional<LentPlace> lendPlace(long offset, long length) throws IOException {
        return open().lendPlace(offset - shift, length);
    }

    @Override
    public Optional<LentPlace> tryLendPlace(long offset, int length) throws IOException {
        return open().tryLendPlace(offset - shift, length);
    }

    @Override
    public boolean copyFrom(FilePlace source, long offset, RequestFlags flags) throws IOException {
        return open().copyFrom(source, offset - shift, flags);
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        open().write(offset - shift, source, flags);
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        return open().tryWrite(offset - shift, source, flags);
    }

    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) throws IOException {
        return open().writeZeroes(offset - shift, length, flags);
    }

    @Override
    public void discard(long offset, long length) throws IOException {
        open().discard(offset - shift, length);
    }

    @Override
    public void flush() throws IOException {
        if (child.isPresent()) {
            child.get().flush();
        }
    }
}
