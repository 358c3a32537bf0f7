package org.blockyard.format.kit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.driver.Child;
import org.blockyard.io.LentPlace;
import org.blockyard.io.MappedRead;

/**
 * The disk below this one, as long as this one: zeroes where it is shorter or not there. Any
 * thread.
 */
public final class Backing {
    private final Optional<Child> child;
    private final boolean recorded;
    private final long start;

    /** A backing, and whether the image names one even if there is none now. */
    public Backing(Optional<Child> child, boolean recorded) {
        this(child, recorded, 0);
    }

    private Backing(Optional<Child> child, boolean recorded, long start) {
        this.child = child;
        this.recorded = recorded;
        this.start = start;
    }

    /** What is below a part of this disk that begins at an offset. */
    public Backing from(long offset) {
        return new Backing(child, recorded, start + offset);
    }

    /** Nothing below, for formats that have no backing. */
    public static Backing none() {
        return new Backing(Optional.empty(), false);
    }

    /** Whether there never is anything below: what this layer does not have is zero for good. */
    public boolean never() {
        return child.isEmpty() && !recorded;
    }

    /** Where the backing ends. */
    public long length() {
        return child.map(below -> Math.max(0, below.length() - start)).orElse(0L);
    }

    /** Whether a range is known to read as zeroes because nothing is there. */
    public boolean isBeyond(long offset) {
        return offset >= length();
    }

    /** Whether a range, of less than a cluster, reads as zeroes; found without much reading. */
    public boolean isZero(long from, long to) throws IOException {
        long end = Math.min(to, length());
        for (long at = from; at < end; ) {
            var extent = child.orElseThrow().status(start + at, end - at);
            boolean zero =
                    switch (extent.kind()) {
                        case ZERO, ZERO_ALLOCATED -> true;
                        case UNALLOCATED -> readsAsZero(at, extent.length());
                        case DATA, PASS_THROUGH -> false;
                    };
            if (!zero) {
                return false;
            }
            at += extent.length();
        }
        return true;
    }

    private boolean readsAsZero(long from, long length) throws IOException {
        var bytes = ByteBuffer.allocate((int) length);
        read(from, bytes);
        return ImageFile.isZero(bytes.flip());
    }

    /** Fills the rest of the buffer. */
    public void read(long offset, ByteBuffer target) throws IOException {
        int end = target.limit();
        int inside = inside(offset, target.remaining());
        if (inside > 0) {
            child.orElseThrow().read(start + offset, target.limit(target.position() + inside));
            target.limit(end);
        }
        ImageFile.zero(target);
    }

    /**
     * Fills the rest of the buffer if that can be done at once; its position is where it was or at
     * its end.
     */
    public boolean tryRead(long offset, ByteBuffer target) throws IOException {
        int end = target.limit();
        int inside = inside(offset, target.remaining());
        if (inside > 0) {
            boolean read =
                    child.orElseThrow()
                            .tryRead(start + offset, target.limit(target.position() + inside));
            target.limit(end);
            if (!read) {
                return false;
            }
        }
        ImageFile.zero(target);
        return true;
    }

    /** Lends the first bytes of a range, none beyond its end. */
    public Optional<MappedRead> tryMapSome(long offset, int length) throws IOException {
        int inside = inside(offset, length);
        return inside == 0
                ? Optional.empty()
                : child.orElseThrow().tryMapSome(start + offset, inside);
    }

    /** Lends the place of the first bytes of a range, none beyond its end. */
    public Optional<LentPlace> lendPlace(long offset, int length) throws IOException {
        int inside = inside(offset, length);
        return inside == 0
                ? Optional.empty()
                : child.orElseThrow().lendPlace(start + offset, inside);
    }

    /** Lends the place of the first bytes of a range for a read, if it is known at once. */
    public Optional<LentPlace> tryLendPlace(long offset, int length) throws IOException {
        int inside = inside(offset, length);
        return inside == 0
                ? Optional.empty()
                : child.orElseThrow().tryLendPlace(start + offset, inside);
    }

    private int inside(long offset, int length) {
        return Math.clamp(length() - offset, 0, length);
    }
}
