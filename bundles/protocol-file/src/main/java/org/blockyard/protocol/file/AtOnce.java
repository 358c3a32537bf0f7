package org.blockyard.protocol.file;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.PosixException;

/**
 * Reads and writes that are done without waiting, through the page cache.
 *
 * <p>Reads use RWF_NOWAIT. So do writes where the file system has it; elsewhere a write to cached
 * or whole pages is simply made, because it only copies to memory, until one takes long (the system
 * holds writers back while it writes to the disk); then writes say no for a while.
 */
final class AtOnce {
    private static final int PAGE = 4096;
    private static final int MOST = 1 << 20;

    /** Longer than losing the processor takes, shorter than the system's pauses for writers. */
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final HostFile file;
    private final boolean inMemory;
    private volatile boolean readsNow = true;
    private volatile boolean writesNow = true;
    private volatile long heldBackUntil = System.nanoTime();

    AtOnce(HostFile file) {
        this.file = file;
        this.inMemory = file.isInMemory();
    }

    /** Whether reads of what is cached are offered, as far as is known. */
    boolean offersReads() {
        return readsNow && !inMemory;
    }

    /** Fills {@code target} if it can be had; what lies past {@code end} are zeroes. */
    boolean read(long offset, ByteBuffer target, long end) throws PosixException {
        if (inMemory) {
            if (target.remaining() > MOST) {
                return false;
            }
            file.read(offset, target);
            zeroRest(target);
            return true;
        }
        if (!readsNow) {
            return false;
        }
        int n = file.readNow(offset, target);
        if (n == HostFile.NOT_OFFERED) {
            readsNow = false;
        }
        if (n < 0 || (n < target.remaining() && offset + n < end)) {
            return false;
        }
        target.position(target.position() + n);
        zeroRest(target);
        return true;
    }

    /** Fills the rest of a buffer with zeroes. */
    static void zeroRest(ByteBuffer target) {
        if (target.hasRemaining()) {
            MemorySegment.ofBuffer(target).fill((byte) 0);
            target.position(target.limit());
        }
    }

    /** Writes all of {@code source} if it can be done; otherwise nothing is written. */
    boolean write(long offset, ByteBuffer source) throws PosixException {
        if (source.remaining() > MOST || !source.isDirect()) {
            return false;
        }
        if (writesNow) {
            int n = file.writeNow(offset, source);
            if (n != HostFile.NOT_OFFERED) {
                return n > 0 && finish(offset, source, n);
            }
            writesNow = false;
        }
        if (inMemory) {
            file.write(offset, source);
            return true;
        }
        return needsNoRead(offset, source.remaining()) && writeUnlessHeldBack(offset, source);
    }

    /**
     * Writes what is left after the first bytes were written, even if that has to wait: whoever is
     * told no relies on that nothing was done.
     */
    private boolean finish(long offset, ByteBuffer source, int count) throws PosixException {
        source.position(source.position() + count);
        if (source.hasRemaining()) {
            file.write(offset + count, source);
        }
        return true;
    }

    /** Whether the pages that a write covers in part are in memory. */
    private boolean needsNoRead(long offset, int length) {
        long end = offset + length;
        return (offset % PAGE == 0 || file.isCached(offset))
                && (end % PAGE == 0 || file.isCached(end));
    }

    private boolean writeUnlessHeldBack(long offset, ByteBuffer source) throws PosixException {
        long begin = System.nanoTime();
        if (begin - heldBackUntil < 0) {
            return false;
        }
        file.write(offset, source);
        long now = System.nanoTime();
        if (now - begin > LONG_NANOS) {
            heldBackUntil = now + PAUSE_NANOS;
        }
        return true;
    }
}
