package org.blockyard.io;

/**
 * What a device asks of the requests it is given; the kernel splits, aligns and bounces so that
 * they hold. All in bytes.
 *
 * @param requestAlignment offsets and lengths of reads and writes are multiples of it, but that a
 *     request may end where the disk ends; a power of two
 * @param memoryAlignment buffers' addresses are multiples of it; a power of two
 * @param preferredTransfer the size in which the device works best; a multiple of {@code
 *     requestAlignment}
 * @param maxTransfer the most one read or write may carry
 * @param zeroAlignment the grain in which {@code writeZeroes} is efficient
 * @param maxZeroes the most one {@code writeZeroes} may cover
 * @param discardAlignment the grain in which {@code discard} has an effect
 * @param maxDiscard the most one {@code discard} may cover
 * @param nativeFua whether {@link RequestFlags#FUA} is honoured by the device itself
 */
public record Limits(
        int requestAlignment,
        int memoryAlignment,
        int preferredTransfer,
        int maxTransfer,
        int zeroAlignment,
        long maxZeroes,
        int discardAlignment,
        long maxDiscard,
        boolean nativeFua) {
    /** The largest request there is: 2 GiB rounded down to a sector. */
    public static final int MAX_REQUEST = Integer.MAX_VALUE & ~511;

    /** No wishes: byte-granular, any buffer, up to what a pool lends at once, FUA by flushing. */
    public static final Limits NONE =
            new Limits(
                    1, 1, 4096, BufferPool.MAX_SIZE, 1, Long.MAX_VALUE, 1, Long.MAX_VALUE, false);

    /** Checks that alignments are powers of two and that a request can be made at all. */
    public Limits {
        requirePowerOfTwo("requestAlignment", requestAlignment);
        requirePowerOfTwo("memoryAlignment", memoryAlignment);
        requirePowerOfTwo("zeroAlignment", zeroAlignment);
        requirePowerOfTwo("discardAlignment", discardAlignment);
        if (maxTransfer < requestAlignment || maxZeroes <= 0 || maxDiscard <= 0) {
            throw new IllegalArgumentException("limits leave no room for a request");
        }
    }

    /** These with another alignment of requests and of memory. */
    public Limits aligned(int request, int memory) {
        return new Limits(
                request,
                memory,
                Math.max(preferredTransfer, request),
                maxTransfer,
                zeroAlignment,
                maxZeroes,
                discardAlignment,
                maxDiscard,
                nativeFua);
    }

    /** These with another grain for zeroes and discards. */
    public Limits grain(int zeroes, int discards) {
        return new Limits(
                requestAlignment,
                memoryAlignment,
                preferredTransfer,
                maxTransfer,
                zeroes,
                maxZeroes,
                discards,
                maxDiscard,
                nativeFua);
    }

    /** These with another preferred and largest transfer. */
    public Limits transfers(int preferred, int most) {
        return new Limits(
                requestAlignment,
                memoryAlignment,
                preferred,
                most,
                zeroAlignment,
                maxZeroes,
                discardAlignment,
                maxDiscard,
                nativeFua);
    }

    /** These with or without FUA done by the device. */
    public Limits fua(boolean byDevice) {
        return new Limits(
                requestAlignment,
                memoryAlignment,
                preferredTransfer,
                maxTransfer,
                zeroAlignment,
                maxZeroes,
                discardAlignment,
                maxDiscard,
                byDevice);
    }

    private static void requirePowerOfTwo(String what, int value) {
        if (value <= 0 || Integer.bitCount(value) != 1) {
            throw new IllegalArgumentException(what + " must be a power of two, not " + value);
        }
    }
}
