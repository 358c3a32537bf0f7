package org.blockyard.filter.copy.before.write;

import java.io.IOException;
import org.blockyard.driver.Child;
import org.blockyard.driver.CopyRules;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.Extent;
import org.blockyard.io.RequestFlags;

/** Copies ranges of the disk to the target. */
final class Copying {
    /** The most that is held in memory by one copy. */
    static final int PIECE = 1 << 20;

    private final Child file;
    private final Child target;
    private final BufferPool buffers;
    private final boolean readersSeeDisk;
    private final int unit;

    /**
     * A way from the disk to the target.
     *
     * @param block bytes of a block
     */
    Copying(Child file, Child target, BufferPool buffers, long block) {
        this.file = file;
        this.target = target;
        this.buffers = buffers;
        this.readersSeeDisk = target.reaches(file);
        this.unit = (int) Math.min(BufferPool.MAX_SIZE, block);
    }

    /** A failure to copy, and on which side it was. */
    static final class Failure extends IOException {
        private static final long serialVersionUID = 1L;
        private final boolean reading;
        private final BlockException why;

        Failure(boolean reading, IOException why) {
            super(why);
            this.reading = reading;
            this.why = BlockException.of(why);
        }

        boolean reading() {
            return reading;
        }

        BlockException why() {
            return why;
        }
    }

    /**
     * Blocks of which the disk's top layer holds something in each, or nothing in any.
     *
     * @param span the blocks
     * @param absent whether it holds nothing
     */
    record Layer(Span span, boolean absent) {}

    /** The longest such run at the beginning of a range of blocks. */
    Layer layer(Span span, long block) throws Failure {
        try {
            boolean absent = absent(span.start(), Math.min(span.end(), span.start() + block));
            long end = Math.min(span.end(), span.start() + block);
            while (end < span.end() && absent(end, Math.min(span.end(), end + block)) == absent) {
                end = Math.min(span.end(), end + block);
            }
            return new Layer(new Span(span.start(), end), absent);
        } catch (IOException e) {
            throw new Failure(true, e);
        }
    }

    private boolean absent(long start, long end) throws IOException {
        for (long at = start; at < end; ) {
            var layer = file.status(at, end - at);
            if (layer.kind() != Extent.Kind.UNALLOCATED) {
                return false;
            }
            at += layer.length();
        }
        return true;
    }

    /**
     * Copies a range; when it returns, whoever reads the target gets the bytes from there.
     *
     * @return how many bytes were read and written
     */
    long copy(Span span, CopyRules rules) throws Failure {
        long moved = 0;
        for (long at = span.start(); at < span.end(); ) {
            var here = content(at, span.end() - at);
            if (here.kind() == Extent.Kind.ZERO && (!rules.compressed() || whole(at, here, span))) {
                zero(at, here.length());
                at += here.length();
            } else {
                long count = dataLength(at, here, span, rules);
                move(at, (int) count, rules);
                moved += count;
                at += count;
            }
        }
        settle();
        return moved;
    }

    /** A compressed block is written whole, so zeroes count only if the block is nothing else. */
    private boolean whole(long at, Extent zeroes, Span span) {
        return at % unit == 0
                && (zeroes.length() % unit == 0 || at + zeroes.length() == span.end());
    }

    private long dataLength(long at, Extent here, Span span, CopyRules rules) {
        return rules.compressed()
                ? Math.min(unit, span.end() - at)
                : Math.min(PIECE, here.length());
    }

    private Extent content(long at, long count) throws Failure {
        try {
            return file.content(at, count);
        } catch (IOException e) {
            throw new Failure(true, e);
        }
    }

    private void zero(long at, long count) throws Failure {
        try {
            target.writeZeroes(at, count, RequestFlags.MAY_UNMAP);
        } catch (IOException e) {
            throw new Failure(false, e);
        }
    }

    private void move(long at, int count, CopyRules rules) throws Failure {
        if (rules.bySystem() && !rules.compressed() && bySystem(at, count)) {
            return;
        }
        try (var lent = buffers.lend(count)) {
            var bytes = lent.bytes();
            try {
                file.read(at, bytes);
            } catch (IOException e) {
                throw new Failure(true, e);
            }
            var flags = rules.compressed() ? RequestFlags.COMPRESSED : RequestFlags.NONE;
            target.write(at, bytes.flip(), flags);
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw new Failure(false, e);
        }
    }

    private boolean bySystem(long at, int count) throws Failure {
        try {
            var lent = file.lendPlace(at, count);
            if (lent.isEmpty()) {
                return false;
            }
            try (var place = lent.get()) {
                return place.place().length() == count
                        && target.copyFrom(place.place(), at, RequestFlags.NONE);
            }
        } catch (IOException e) {
            throw new Failure(false, e);
        }
    }

    /**
     * Who reads the target while it did not hold a range yet reads the disk below it, and may not
     * have done so yet; the disk must not change before.
     */
    private void settle() throws Failure {
        if (!readersSeeDisk) {
            return;
        }
        try {
            target.settle();
        } catch (IOException e) {
            throw new Failure(false, e);
        }
    }
}
