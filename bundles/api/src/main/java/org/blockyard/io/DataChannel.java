package org.blockyard.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Moves the bytes of one disk. Drivers implement it, and the kernel hands the same interface to
 * those who read and write a node, so a driver calls its children with the words in which it is
 * called itself.
 *
 * <p>All methods may be called by many threads at once and may block, except the {@code try} ones.
 * Offsets and lengths are bytes. A driver's channel is only ever asked for ranges inside {@code [0,
 * length())} that are aligned to its {@link Limits}; the kernel checks, splits and bounces. No
 * method keeps a buffer after it returned.
 *
 * <p>Two requests that are in flight together and overlap have no order between them.
 */
@ConsumerType
public interface DataChannel {
    /**
     * Fills {@code target} from its position to its limit with the bytes at {@code offset}; the
     * position ends at the limit. What was never written reads as zeroes. (A device that is {@link
     * org.blockyard.driver.Unzeroed} does not promise that.)
     *
     * @throws BlockException if the bytes can't be had; the buffer's content is then undefined
     */
    void read(long offset, ByteBuffer target) throws IOException;

    /**
     * Writes the bytes from {@code source}'s position to its limit at {@code offset}; the position
     * ends at the limit. The source's bytes stay as they are. With {@link RequestFlags#FUA} they
     * are on stable storage when it returns (only asked of a driver whose limits say {@link
     * Limits#nativeFua()}; else the kernel flushes).
     */
    default void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        throw new BlockException(ErrorKind.READ_ONLY, "this driver can only read");
    }

    /**
     * Makes a range read as zeroes by a way that is quicker than writing them. A driver that has
     * none returns false, having done nothing; the kernel then writes zero bytes, unless the caller
     * gave {@link RequestFlags#NO_FALLBACK}.
     *
     * <p>Without {@link RequestFlags#MAY_UNMAP} the range must stay allocated where the driver can
     * tell.
     *
     * @return whether the range now reads as zeroes
     */
    default boolean writeZeroes(long offset, long length, RequestFlags flags) throws IOException {
        return false;
    }

    /**
     * Says that a range's content is no longer needed. A hint: what it reads as afterwards is the
     * driver's choice.
     */
    default void discard(long offset, long length) throws IOException {}

    /**
     * Returns when all that was written and acknowledged before the call is on stable storage,
     * metadata included.
     */
    default void flush() throws IOException {}

    /**
     * Tells what is at {@code offset}: an extent that begins there and is at least one byte and at
     * most {@code length} bytes long, all of one kind. It speaks of this layer alone; it need not
     * be the longest such extent.
     */
    default Extent status(long offset, long length) throws IOException {
        return Extent.data(length);
    }

    /**
     * As {@link #read} if that can be done at once, without blocking (from a cache, from mapped
     * tables). Otherwise returns false, with {@code target}'s position as it was and nothing else
     * changed; bytes of the buffer may have been.
     */
    default boolean tryRead(long offset, ByteBuffer target) throws IOException {
        return false;
    }

    /**
     * As {@link #write} if that can be done at once, without blocking; otherwise returns false,
     * having done nothing.
     */
    default boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags)
            throws IOException {
        return false;
    }

    /**
     * Gives the bytes of a range as memory to send from, if they lie in one piece of a mapped file
     * and can be had at once. The memory must be given to a socket or file channel, never read by
     * Java code: the file may be cut under it.
     */
    default Optional<MappedRead> tryMap(long offset, int length) throws IOException {
        return Optional.empty();
    }

    /**
     * As {@link #tryMap}, but it may lend less: a run of at least one byte that begins at {@code
     * offset}. A range that lies in several places is had by one call for each.
     */
    default Optional<MappedRead> tryMapSome(long offset, int length) throws IOException {
        return tryMap(offset, length);
    }

    /**
     * Lends a range to be sent by the operating system from where it lies, if it can be had without
     * waiting for a disk; otherwise nothing. It is kept from being closed or replaced, not from
     * being written, until it is given back, and its bytes may be fetched even later: see {@link
     * SendableRead}. So a driver may say yes only for ranges that stay at the same place of its
     * child or file for as long as the image exists, and a format that gives freed clusters to
     * other ranges never.
     */
    default Optional<SendableRead> trySendable(long offset, int length) throws IOException {
        return Optional.empty();
    }

    /**
     * As {@link #status} if that is known at once, without blocking and without asking the
     * operating system; otherwise nothing. What it tells is as true as what {@link #status} tells,
     * of a run that may be shorter.
     */
    default Optional<Extent> tryStatus(long offset, long length) throws IOException {
        return Optional.empty();
    }

    /**
     * Lends the place in a file where the bytes of a range lie as they are, or those of its
     * beginning, for another disk to {@linkplain #copyFrom copy}. Nothing if they lie nowhere so,
     * or if the node is drained. May wait for metadata.
     */
    default Optional<LentPlace> lendPlace(long offset, long length) throws IOException {
        return Optional.empty();
    }

    /**
     * Lends the place in a file where the bytes of a range lie as they are, or those of its
     * beginning, for the caller to read there by himself, if it is known at once, without blocking
     * and without asking the operating system; otherwise nothing. A read of the place may wait for
     * the disk.
     *
     * <p>The request is in flight until the place is given back: by {@link LentPlace#close} if all
     * of it was read, else by {@link LentPlace#giveUp}.
     */
    default Optional<LentPlace> tryLendPlace(long offset, int length) throws IOException {
        return Optional.empty();
    }

    /**
     * As {@link #write} of the bytes that lie at {@code source}, copied by the operating system
     * instead of passing through this process.
     *
     * @return whether the range holds them now; if not, it has to be written in another way: some
     *     of its bytes may have been, nothing else has changed
     */
    default boolean copyFrom(FilePlace source, long offset, RequestFlags flags) throws IOException {
        return false;
    }
}
