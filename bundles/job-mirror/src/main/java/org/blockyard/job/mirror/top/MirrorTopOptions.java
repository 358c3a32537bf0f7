package org.blockyard.job.mirror.top;

import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of the filter.
 *
 * @param backing the disk that is mirrored
 * @param target where it is mirrored to
 */
public record MirrorTopOptions(
        @Option("the disk that is mirrored") ChildRef backing,
        @Option("where it is mirrored to") ChildRef target) {}
