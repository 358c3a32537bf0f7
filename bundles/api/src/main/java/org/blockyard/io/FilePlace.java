package org.blockyard.io;

/**
 * Where bytes lie as they are in a regular file that this process has open.
 *
 * @param descriptor the number of a descriptor by which it can be read
 * @param offset bytes from the file's start
 * @param length how many bytes, at least 1
 */
public record FilePlace(int descriptor, long offset, long length) {
    /** Checks that it is one. */
    public FilePlace {
        if (offset < 0 || length <= 0 || offset > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException(length + " bytes at " + offset + " are no place");
        }
    }

    /** The place of some of these bytes, {@code from} bytes behind the first. */
    public FilePlace part(long from, long count) {
        if (from < 0 || count > length - from) {
            throw new IllegalArgumentException(
                    count + " bytes at " + from + " are not among " + length);
        }
        return new FilePlace(descriptor, offset + from, count);
    }
}
