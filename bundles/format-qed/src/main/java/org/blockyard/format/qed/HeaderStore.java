package org.blockyard.format.qed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** An image's header, in memory and in the file. Any thread. */
final class HeaderStore {
    private final ImageFile file;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile QedHeader header;
    private Optional<String> backingName;
    private boolean uncertain;

    private HeaderStore(ImageFile file, QedHeader header, Optional<String> backingName) {
        this.file = file;
        this.header = header;
        this.backingName = backingName;
    }

    /** Reads and checks the header of a file. */
    static HeaderStore read(ImageFile file) throws IOException {
        var header = QedHeader.read(file.read(0, QedHeader.LENGTH), file.length());
        return new HeaderStore(file, header, backingName(file, header));
    }

    private static Optional<String> backingName(ImageFile file, QedHeader header)
            throws IOException {
        if (!header.has(QedHeader.BACKING)) {
            return Optional.empty();
        }
        var name = file.read(header.backingOffset(), (int) header.backingLength());
        return Optional.of(StandardCharsets.UTF_8.decode(name).toString());
    }

    QedHeader header() {
        return header;
    }

    /** The backing file as the image names it, also if the name is empty. */
    Optional<String> backingName() {
        lock.lock();
        try {
            return backingName;
        } finally {
            lock.unlock();
        }
    }

    /** Changes the header; durable when it returns. What was written before is so too. */
    void update(UnaryOperator<QedHeader> change) throws IOException {
        lock.lock();
        try {
            var changed = change.apply(header);
            if (uncertain || !changed.equals(header)) {
                write(changed, new byte[0]);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Header and name in one write: they are true together or not at all. */
    private void write(QedHeader changed, byte[] name) throws IOException {
        var both = ByteBuffer.allocate(QedHeader.LENGTH + name.length);
        both.put(changed.bytes()).put(name).flip();
        file.flush();
        uncertain = true;
        file.write(0, both);
        file.flush();
        uncertain = false;
        header = changed;
    }

    /** Names another backing file, or none; durable when it returns. */
    void nameBacking(Optional<String> name, boolean raw) throws IOException {
        lock.lock();
        try {
            var bytes = name.orElse("").getBytes(StandardCharsets.UTF_8);
            refuse(bytes.length);
            write(header.withBacking(bytes.length, raw), bytes);
            backingName = name.filter(text -> !text.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    private void refuse(int length) throws BlockException {
        if (length > 0 && header.compatible() != 0) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "features that are not known here may keep something where the backing file's"
                            + " name would be");
        }
        if (length > QedHeader.MOST_NAME || QedHeader.LENGTH + length > header.headerBytes()) {
            throw new BlockException(
                    ErrorKind.NO_SPACE, "the backing file's name is too long for the header");
        }
    }
}
