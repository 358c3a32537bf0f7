package org.blockyard.job.kit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.Lane;
import org.blockyard.io.BufferPool;
import org.blockyard.io.RequestFlags;
import org.blockyard.job.JobControl;

/**
 * Copies ranges from one disk to another at the same offsets. What reads as zeroes is made so
 * without writing, data are copied by the operating system where that is possible, and pass through
 * a lent buffer otherwise. What the source's layers down to a base do not hold is left alone. Any
 * number of threads may use it at once; it keeps from one range to the next only whether the system
 * copies.
 */
public final class LaneCopy implements RangeWork {
    /** The most that passes through one buffer. */
    public static final int CHUNK = 1 << 20;

    /** How much the operating system is asked to copy at once. */
    private static final long STRIDE = 8L << 20;

    private final Lane source;
    private final Lane target;
    private final BufferPool buffers;
    private final Manner manner;
    private volatile boolean bySystem;

    /**
     * How it is copied.
     *
     * @param base the backing node of the source at which to stop, if not at the end; what it and
     *     those below hold is not copied
     * @param offload whether the operating system may copy
     * @param zeroGrain in blocks of how many bytes data are searched for zeroes; 0 for not at all
     * @param blank whether the target is known to read as zeroes, so that zeroes need not be made
     * @param flags what the target's writes are given, such as {@link RequestFlags#COMPRESSED}
     */
    public record Manner(
            Optional<String> base,
            boolean offload,
            int zeroGrain,
            boolean blank,
            RequestFlags flags) {
        /** All of it, by the operating system where that can be. */
        public static final Manner PLAIN =
                new Manner(Optional.empty(), true, 0, false, RequestFlags.NONE);

        /** The same down to a base. */
        public Manner above(String node) {
            return new Manner(Optional.of(node), offload, zeroGrain, blank, flags);
        }

        /** The same with these flags. */
        public Manner with(RequestFlags more) {
            return new Manner(base, offload, zeroGrain, blank, flags.with(more));
        }

        /** The same without the operating system's help. */
        public Manner byHand() {
            return new Manner(base, false, zeroGrain, blank, flags);
        }

        /** The same searching data for zeroes. */
        public Manner searching(int grain) {
            return new Manner(base, offload, grain, blank, flags);
        }

        /** The same to a target that reads as zeroes. */
        public Manner toBlank() {
            return new Manner(base, offload, zeroGrain, true, flags);
        }
    }

    /** Copies from one lane to another. */
    public LaneCopy(Lane source, Lane target, BufferPool buffers, Manner manner) {
        this.source = source;
        this.target = target;
        this.buffers = buffers;
        this.manner = manner;
    }

    /**
     * How long the next range should be: longer while the operating system copies, for that takes
     * neither memory nor much time, unless the job is kept to a speed.
     */
    public long stride(JobControl control) {
        return bySystem && !control.paced() ? STRIDE : CHUNK;
    }

    @Override
    public void copy(Range range) throws CopyFailure {
        for (long at = range.offset(); at < range.end(); ) {
            var run = status(at, range.end() - at);
            // a layer that ends early hides those below it with zeroes
            if (manner.base().isEmpty() || run.present() || run.zero()) {
                copy(at, run);
            }
            at += run.length();
        }
    }

    private ChainExtent status(long offset, long length) throws CopyFailure {
        try {
            return source.chainStatus(offset, length, manner.base());
        } catch (IOException e) {
            throw CopyFailure.reading(e);
        }
    }

    private void copy(long offset, ChainExtent run) throws CopyFailure {
        if (run.zero()) {
            zero(offset, run.length());
            return;
        }
        long done = manner.offload() ? offload(offset, run.length()) : 0;
        if (done < run.length()) {
            byHand(offset + done, run.length() - done);
        }
    }

    private void byHand(long offset, long length) throws CopyFailure {
        try (var lent = buffers.lend((int) Math.min(CHUNK, length))) {
            for (long done = 0; done < length; ) {
                int count = (int) Math.min(CHUNK, length - done);
                throughBuffer(offset + done, lent.bytes().clear().limit(count));
                done += count;
            }
        } catch (IOException e) {
            throw CopyFailure.reading(e);
        }
    }

    private long offload(long offset, long length) throws CopyFailure {
        try {
            long done = 0;
            long copied = 1;
            while (done < length && copied > 0) {
                copied =
                        target.copyFrom(
                                source,
                                offset + done,
                                offset + done,
                                length - done,
                                manner.flags());
                done += copied;
            }
            bySystem = done == length;
            return done;
        } catch (IOException e) {
            throw CopyFailure.writing(e);
        }
    }

    private void throughBuffer(long offset, ByteBuffer buffer) throws CopyFailure {
        try {
            source.read(offset, buffer);
        } catch (IOException e) {
            throw CopyFailure.reading(e);
        }
        buffer.flip();
        int grain = manner.zeroGrain();
        if (grain == 0) {
            write(offset, buffer);
        } else {
            for (var run : ZeroRuns.of(buffer, offset, grain)) {
                if (run.zero()) {
                    zero(offset + run.from(), run.to() - run.from());
                } else {
                    write(offset + run.from(), buffer.limit(run.to()).position(run.from()));
                }
            }
        }
    }

    private void write(long offset, ByteBuffer bytes) throws CopyFailure {
        try {
            target.write(offset, bytes, manner.flags());
        } catch (IOException e) {
            throw CopyFailure.writing(e);
        }
    }

    private void zero(long offset, long length) throws CopyFailure {
        if (manner.blank()) {
            return;
        }
        try {
            target.writeZeroes(
                    offset,
                    length,
                    manner.flags().without(RequestFlags.COMPRESSED).with(RequestFlags.MAY_UNMAP));
        } catch (IOException e) {
            throw CopyFailure.writing(e);
        }
    }
}
