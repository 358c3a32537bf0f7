package org.blockyard.format.qcow2.internal.meta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.layout.HeaderExtension;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The header as it is on disk. Its fixed fields are written as one piece in the first sector;
 * extensions stay as they are.
 */
public final class HeaderStore {
    private static final int MAX_BACKING_NAME = 1023;

    private final ImageFile file;
    private volatile List<HeaderExtension> extensions;
    private volatile Optional<String> backingFile;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile Header header;

    /** The header that was read from a file. */
    public HeaderStore(
            ImageFile file,
            Header header,
            List<HeaderExtension> extensions,
            Optional<String> backingFile) {
        this.file = file;
        this.header = header;
        this.extensions = List.copyOf(extensions);
        this.backingFile = backingFile;
    }

    /** What the header says now. */
    public Header header() {
        return header;
    }

    /** The extensions, known and unknown. */
    public List<HeaderExtension> extensions() {
        return extensions;
    }

    /** The backing file's name as recorded. */
    public Optional<String> backingFile() {
        return backingFile;
    }

    /** The backing file's format as recorded. */
    public Optional<String> backingFormat() {
        return HeaderExtension.find(extensions, HeaderExtension.BACKING_FORMAT)
                .map(HeaderExtension::text);
    }

    /** The external data file's name as recorded. */
    public Optional<String> dataFile() {
        return HeaderExtension.find(extensions, HeaderExtension.DATA_FILE)
                .map(HeaderExtension::text);
    }

    /**
     * Changes fixed fields and writes them. The caller flushes before and after as the change
     * demands.
     */
    public void update(UnaryOperator<Header> change) throws IOException {
        writing.lock();
        try {
            var changed = change.apply(header);
            if (changed.equals(header)) {
                return;
            }
            var bytes = ByteBuffer.allocate(changed.length());
            changed.write(bytes);
            file.write(0, bytes.flip());
            header = changed;
        } finally {
            writing.unlock();
        }
    }

    /**
     * Writes the whole first part of the image anew: fixed fields, extensions and the backing
     * file's name behind them. The caller flushes before and after as the change demands.
     *
     * @throws BlockException of kind {@code OUT_OF_RANGE} if it does not fit the first cluster
     */
    public void rewrite(
            UnaryOperator<Header> change,
            List<HeaderExtension> newExtensions,
            Optional<String> newBackingFile)
            throws IOException {
        writing.lock();
        try {
            var name = newBackingFile.orElse("").getBytes(StandardCharsets.UTF_8);
            var changed = change.apply(header);
            int end = changed.length() + HeaderExtension.END_LENGTH;
            for (var extension : newExtensions) {
                end += extension.length();
            }
            int whole = 1 << changed.clusterBits();
            if (name.length > MAX_BACKING_NAME || end + name.length > whole) {
                throw new BlockException(
                        ErrorKind.OUT_OF_RANGE, "the header does not fit the first cluster");
            }
            changed = changed.withBacking(name.length == 0 ? 0 : end, name.length);
            // as far as anything was or will be written: what is behind stays as it is
            int old = Math.max(usedEnd(), end + name.length);
            var bytes = ByteBuffer.allocate(Math.min(whole, old));
            changed.write(bytes);
            newExtensions.forEach(extension -> extension.write(bytes));
            file.write(0, bytes.putLong(0).put(name).clear());
            header = changed;
            extensions = List.copyOf(newExtensions);
            backingFile = newBackingFile;
        } finally {
            writing.unlock();
        }
    }

    /** Where the header, its extensions and the backing file's name end now. */
    private int usedEnd() {
        int end = header.length() + HeaderExtension.END_LENGTH;
        for (var extension : extensions) {
            end += extension.length();
        }
        return (int) Math.max(end, header.backingOffset() + header.backingLength());
    }

    /** Shows other fields without writing them; of an image that is open for reading. */
    public void pretend(UnaryOperator<Header> change) {
        header = change.apply(header);
    }

    /** Sets or clears incompatible feature bits; returns whether that changed the header. */
    public boolean mark(long bits, boolean set) throws IOException {
        var before = header;
        update(
                old ->
                        old.withFeatures(
                                set ? old.incompatible() | bits : old.incompatible() & ~bits,
                                old.compatible(),
                                old.autoclear()));
        return header != before;
    }
}
