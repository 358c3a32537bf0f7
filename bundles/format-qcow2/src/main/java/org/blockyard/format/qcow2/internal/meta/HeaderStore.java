package org.blockyard.format.qcow2.internal.meta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.layout.HeaderExtension;

/**
 * The header as it is on disk. Its fixed fields are written as one piece in the first sector;
 * extensions stay as they are.
 */
public final class HeaderStore {
    private final HostFile file;
    private final List<HeaderExtension> extensions;
    private final Optional<String> backingFile;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile Header header;

    /** The header that was read from a file. */
    public HeaderStore(
            HostFile file,
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
