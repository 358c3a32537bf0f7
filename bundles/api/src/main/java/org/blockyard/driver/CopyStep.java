package org.blockyard.driver;

import org.blockyard.io.BlockException;

/**
 * What became of one step of copying.
 *
 * @since 1.1
 */
public sealed interface CopyStep {
    /**
     * Blocks are at the target now.
     *
     * @param offset where they begin
     * @param length how many bytes they are
     * @param moved how many bytes were read and written; zeroes are not
     * @since 1.1
     */
    record Copied(long offset, long length, long moved) implements CopyStep {}

    /**
     * Blocks were found to be left out by the rules, and are no longer kept.
     *
     * @param offset where they begin
     * @param length how many bytes they are
     * @since 1.1
     */
    record LeftOut(long offset, long length) implements CopyStep {}

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
     * Nothing is left to be copied.
     *
     * @since 1.1
     */
    record Finished() implements CopyStep {}
}
