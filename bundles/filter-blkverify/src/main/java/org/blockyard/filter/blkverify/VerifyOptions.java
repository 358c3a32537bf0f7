package org.blockyard.filter.blkverify;

import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of a disk that is compared with another.
 *
 * @param test the disk under test
 * @param raw the disk that is right
 */
public record VerifyOptions(
        @Option("the node under test") ChildRef test,
        @Option("the node that holds what is right") ChildRef raw) {}
