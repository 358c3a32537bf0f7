package org.blockyard.filter.copy.on.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Optional;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRights;
import org.blockyard.driver.FilterDevice;
import org.blockyard.driver.Permission;
import org.blockyard.io.Extent;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.SendableRead;

/**
 * A disk of which the top layer gets what is read from those below. What the top layer holds is had
 * at once where it can be; a disk that is opened for reading only is just read.
 */
class CopyOnReadDevice extends FilterDevice implements ChildRights {
    private final CopyUp up;
    private final boolean copies;

    CopyOnReadDevice(Child file, CopyUp up, boolean copies) {
        super(file);
        this.up = up;
        this.copies = copies;
    }

    /**
     * Writes what does not change the disk even where nobody writes; and lets nobody else write,
     * since a copy must not be overtaken.
     */
    @Override
    public final Rights childRights(String child, Rights byRoles, boolean held) {
        if (!copies || !held) {
            return byRoles;
        }
        var wanted = EnumSet.of(Permission.WRITE_UNCHANGED, Permission.CONSISTENT_READ);
        wanted.addAll(byRoles.wanted());
        var shared = EnumSet.noneOf(Permission.class);
        shared.addAll(byRoles.shared());
        shared.remove(Permission.WRITE);
        return new Rights(wanted, shared);
    }

    @Override
    public final void read(long offset, ByteBuffer target) throws IOException {
        if (copies) {
            up.read(offset, target);
        } else {
            file.read(offset, target);
        }
    }

    @Override
    public final void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        try (var _ = up.ranges().shared(offset, source.remaining())) {
            file.write(offset, source, flags);
        }
    }

    @Override
    public final boolean writeZeroes(long offset, long length, RequestFlags flags)
            throws IOException {
        try (var _ = up.ranges().shared(offset, length)) {
            return file.writeZeroes(offset, length, flags);
        }
    }

    @Override
    public final void discard(long offset, long length) throws IOException {
        try (var _ = up.ranges().shared(offset, length)) {
            file.discard(offset, length);
        }
    }

    @Override
    public final boolean copyFrom(FilePlace source, long offset, RequestFlags flags)
            throws IOException {
        try (var _ = up.ranges().shared(offset, source.length())) {
            return file.copyFrom(source, offset, flags);
        }
    }

    @Override
    public final boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags)
            throws IOException {
        var range = up.ranges().tryShared(offset, source.remaining());
        if (range.isEmpty()) {
            return false;
        }
        try (var _ = range.get()) {
            return file.tryWrite(offset, source, flags);
        }
    }

    @Override
    public final boolean tryRead(long offset, ByteBuffer target) throws IOException {
        return isThere(offset, target.remaining()) && file.tryRead(offset, target);
    }

    @Override
    public final Optional<MappedRead> tryMap(long offset, int length) throws IOException {
        return isThere(offset, length) ? file.tryMap(offset, length) : Optional.empty();
    }

    @Override
    public final Optional<MappedRead> tryMapSome(long offset, int length) throws IOException {
        return isThere(offset, length) ? file.tryMapSome(offset, length) : Optional.empty();
    }

    @Override
    public final Optional<SendableRead> trySendable(long offset, int length) throws IOException {
        return isThere(offset, length) ? file.trySendable(offset, length) : Optional.empty();
    }

    @Override
    public final Optional<LentPlace> tryLendPlace(long offset, int length) throws IOException {
        return isThere(offset, length) ? file.tryLendPlace(offset, length) : Optional.empty();
    }

    @Override
    public final Optional<LentPlace> lendPlace(long offset, long length) throws IOException {
        if (!copies) {
            return file.lendPlace(offset, length);
        }
        var run = up.at(offset, length);
        return run.copied() ? Optional.empty() : file.lendPlace(offset, run.length());
    }

    /** Whether the top layer is known at once to hold all of a range. */
    private boolean isThere(long offset, long length) throws IOException {
        if (!copies) {
            return true;
        }
        var known = file.tryStatus(offset, length);
        return known.isPresent()
                && known.get().length() >= length
                && (known.get().kind() == Extent.Kind.DATA
                        || known.get().kind() == Extent.Kind.ZERO
                        || known.get().kind() == Extent.Kind.ZERO_ALLOCATED);
    }
}
