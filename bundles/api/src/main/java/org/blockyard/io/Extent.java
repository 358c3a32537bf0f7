package org.blockyard.io;

import java.util.Optional;

/**
 * A run of bytes of one kind in one layer, as {@link DataChannel#status} tells it.
 *
 * @param length how many bytes it covers, at least 1
 * @param kind what they are
 * @param compressed whether they are stored compressed
 * @param location where they lie in a child, if in one piece and as they are
 */
public record Extent(long length, Kind kind, boolean compressed, Optional<Location> location) {
    /** What an extent's bytes are, in this layer. */
    public enum Kind {
        /** This layer holds them. */
        DATA,
        /** This layer holds that they read as zeroes, with space kept for them. */
        ZERO_ALLOCATED,
        /** This layer holds that they read as zeroes, and keeps no space. */
        ZERO,
        /**
         * This layer knows nothing of them: they are the backing's, or zeroes if there is none. A
         * location says where space is kept for them.
         */
        UNALLOCATED,
        /**
         * They are exactly the bytes at {@link #location} of a child, which knows what they are.
         */
        PASS_THROUGH
    }

    /**
     * A place in a child.
     *
     * @param child the child's name, such as {@code file}
     * @param offset bytes from the child's start
     */
    public record Location(String child, long offset) {}

    /** Checks the length and that a pass-through names its place. */
    public Extent {
        if (length <= 0) {
            throw new IllegalArgumentException("an extent has at least one byte, not " + length);
        }
        if (kind == Kind.PASS_THROUGH && location.isEmpty()) {
            throw new IllegalArgumentException("a pass-through extent needs its location");
        }
    }

    /** Data that this layer holds, at no place that can be told. */
    public static Extent data(long length) {
        return new Extent(length, Kind.DATA, false, Optional.empty());
    }

    /** Data that lies as it is in a child. */
    public static Extent data(long length, String child, long offset) {
        return new Extent(length, Kind.DATA, false, Optional.of(new Location(child, offset)));
    }

    /** Data stored compressed. */
    public static Extent compressed(long length) {
        return new Extent(length, Kind.DATA, true, Optional.empty());
    }

    /** Zeroes without space. */
    public static Extent zero(long length) {
        return new Extent(length, Kind.ZERO, false, Optional.empty());
    }

    /** Zeroes with space kept in a child. */
    public static Extent zeroAllocated(long length, String child, long offset) {
        return new Extent(
                length, Kind.ZERO_ALLOCATED, false, Optional.of(new Location(child, offset)));
    }

    /** Not in this layer. */
    public static Extent unallocated(long length) {
        return new Extent(length, Kind.UNALLOCATED, false, Optional.empty());
    }

    /** Exactly the bytes of a child. */
    public static Extent passThrough(long length, String child, long offset) {
        return new Extent(
                length, Kind.PASS_THROUGH, false, Optional.of(new Location(child, offset)));
    }

    /** This extent cut to at most {@code most} bytes. */
    public Extent atMost(long most) {
        return most >= length ? this : new Extent(most, kind, compressed, location);
    }
}
