package org.blockyard.posix;

import java.io.Closeable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An open file or device of the host. Any thread may call, several at once; interrupts do no harm.
 * What the system does not offer fails with a {@link PosixException} that {@linkplain
 * PosixException#isUnsupported says so}, having done nothing.
 *
 * <p>Blocking calls hold their carrier if made on a virtual thread, but reads, writes and {@link
 * #syncData} of a file that {@linkplain #use uses} another engine than the caller.
 */
@ProviderType
public interface HostFile extends Closeable {
    /** Answer of {@link #readNow} and {@link #writeNow}: it can't be done without waiting. */
    int WOULD_BLOCK = -1;

    /**
     * Answer of {@link #readNow} and {@link #writeNow}: this file has no such call; do not ask
     * again.
     */
    int NOT_OFFERED = -2;

    /** How many threads wait for the disk at most in one file ({@link IoEngine#THREADS}). */
    int MOST_THREADS = 64;

    /** The descriptor's number, or -1 if Java alone holds it. */
    int descriptor();

    /**
     * Chooses who waits for the disk from now on: {@link IoEngines#CALLER} if this is not called.
     * To be called before requests are made. Without native calls it has no effect.
     */
    void use(IoEngines engines);

    /** Whether a ring can be used with this file; makes it if none was needed so far. */
    boolean hasRing();

    /**
     * Reads until {@code target} is full or the file ends; returns the count and moves the position
     * by it.
     */
    int read(long offset, ByteBuffer target) throws PosixException;

    /**
     * Reads what can be read without waiting (from the page cache): the count, possibly short, 0 at
     * the end, {@link #WOULD_BLOCK} or {@link #NOT_OFFERED}. The position stays.
     */
    int readNow(long offset, ByteBuffer target) throws PosixException;

    /** Writes all of {@code source}; the position ends at its limit. */
    void write(long offset, ByteBuffer source) throws PosixException;

    /**
     * Writes what can be written without waiting, as {@link #readNow} reads. The position stays.
     */
    int writeNow(long offset, ByteBuffer source) throws PosixException;

    /**
     * Whether the byte at {@code offset} could be read now without waiting; false where that can't
     * be told.
     */
    boolean isCached(long offset);

    /**
     * Whether it lies in a file system that keeps everything in memory, so that no read or write
     * waits for a disk.
     */
    boolean isInMemory();

    /** The length in bytes, of devices too. */
    long length() throws PosixException;

    /** Cuts or grows the file; what is new reads as zeroes. */
    void truncate(long length) throws PosixException;

    /** Returns when data, and what is needed to find them, are on stable storage. */
    void syncData() throws PosixException;

    /**
     * Has the system begin to put a range on stable storage, which may wait for room in the disk's
     * queue but not for the disk; a hint. That it is there only {@link #syncData} says, which tells
     * what failed too.
     */
    void beginSync(long offset, long length) throws PosixException;

    /** Gives space to a range and makes the file reach its end; what was there stays. */
    void allocate(long offset, long length) throws PosixException;

    /** Takes the space of a range away; it reads as zeroes. The length stays. */
    void punchHole(long offset, long length) throws PosixException;

    /** Makes a range read as zeroes, keeping space for it. The length stays. */
    void zeroRange(long offset, long length) throws PosixException;

    /**
     * Copies bytes of another open file, or of this one, to here; the system may share blocks
     * instead of copying them.
     *
     * @param source the descriptor of a regular file that can be read
     * @return how many bytes were copied; fewer than {@code length} if the source ends there
     */
    long copyFrom(int source, long sourceOffset, long offset, long length) throws PosixException;

    /** Where data begin at or after {@code offset}, or -1 if none follow. */
    long nextData(long offset) throws PosixException;

    /**
     * Where a hole (or the end) begins at or after {@code offset}, or -1 if {@code offset} is past
     * the end.
     */
    long nextHole(long offset) throws PosixException;

    /** What the system knows of it. */
    FileStatus status() throws PosixException;

    /**
     * Whether {@link #lock}, {@link #unlock} and {@link #isLockedByOthers} work with this file: the
     * system must know locks of open files, and the file system locks at all.
     */
    boolean canLock();

    /**
     * Makes the locks of this file those of the process from now on, as systems without locks of
     * open files have them: not told apart from those of its other opens here, and lost when any of
     * them is closed. To be called before anything is locked.
     *
     * @throws PosixException if the file can't be locked so either
     */
    void lockAsProcess() throws PosixException;

    /**
     * Locks a range for this open file alone (an OFD lock): not shared with other opens in this
     * process, gone when it is closed.
     *
     * @return whether it was had; false if another holds a conflicting lock
     */
    boolean lock(long start, long length, boolean exclusive) throws PosixException;

    /** Gives a locked range up. */
    void unlock(long start, long length) throws PosixException;

    /** Whether anyone else holds any lock in a range. */
    boolean isLockedByOthers(long start, long length) throws PosixException;

    /**
     * Tells the file system how a new, still empty file will be used. What it does not understand
     * it ignores.
     *
     * @param noCopyOnWrite whether blocks are to be written in place
     * @param extentSize bytes to allocate at least at once, or 0 for the system's choice
     */
    void adviseLayout(boolean noCopyOnWrite, long extentSize);

    /** Asks the system to drop its cached pages of the file; a hint. */
    void dropCache() throws PosixException;

    /**
     * Maps a range for reading, until the arena is closed. It may reach past the end, so that a
     * file that grows need not be mapped again; what lies past the end must not be touched.
     */
    MappedRange map(long offset, long length, Arena arena) throws PosixException;

    /**
     * Whether memory that was mapped of this file at {@code offset} can be read without waiting for
     * a disk; false where the system can't tell.
     */
    boolean isResident(MemorySegment mapped, long offset);

    /**
     * Whether a range can be read without waiting for a disk; false where the system can't tell
     * without a mapping.
     */
    boolean isResident(long offset, long length);

    /**
     * Opens the same file again for reading, as Java's own channel, for what only that can do. To
     * be closed by the caller.
     */
    FileChannel reopen() throws PosixException;

    @Override
    void close();
}
