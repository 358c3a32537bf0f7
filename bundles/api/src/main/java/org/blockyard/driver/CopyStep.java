package org.blockyard.driver;

import org.blockyard.io.BlockException;

/**
 * What became of one step of copying.
 *
 * @since 1.1
 */
public sealed interface CopyStep {
    /**
     * Blocks are at the target now, or were found to be left out.
     *
     * @param offset where they begin
     * @param length how many bytes they are
     * @param moved how many bytes were read and written; zeroes and what is left out are not
     * @since 1.1
     */
    record Copied(long offset, long length, long moved) implements CopyStep {}

    /**
     * Blocks could not be copied; they are yet to be.
     *
     * @param offset where they begin
     * @param length how many bytes they are
     * @param reading whether the source failed, not the target
     * @param failure why
     * @since 1.1
     */
    record Failed(long offset, long length, boolean reading, BlockException failure)
            implements CopyStep {}

    /**
     * Everything is at the target, or left out.
     *
     * @since 1.1
     */
    record Finished() implements CopyStep {}
}
