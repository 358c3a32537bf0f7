package org.blockyard.graph;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A run of bytes of one kind as a reader of a chain of images gets it.
 *
 * @param length bytes, at least 1
 * @param data whether it is data somewhere, to be read
 * @param zero whether it reads as zeroes
 * @param present whether some layer down to the base holds it
 * @param compressed whether it is stored compressed
 * @param depth the layer that holds it, 0 for the top; the count of layers if none does
 * @param offset where it lies in a file, if it lies there as it is
 * @param fileName that file
 */
public record ChainExtent(
        long length,
        boolean data,
        boolean zero,
        boolean present,
        boolean compressed,
        int depth,
        OptionalLong offset,
        Optional<String> fileName) {}
