package org.blockyard.job.mirror;

import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.bitmap.DirtyBitmap;
import org.blockyard.job.kit.BlockCopy;

/**
 * What is to be mirrored, and how.
 *
 * @param source the node name of the disk
 * @param target the node name of the copy
 * @param replaces the node that the target replaces at the end, if not the source
 * @param sync what is copied at the beginning
 * @param granularity bytes that are copied in one piece; chosen if not given
 * @param memory for buffers
 * @param copyMode when guests' writes go to the target
 * @param targetIsZero whether the target reads as zeroes and need not be zeroed
 * @param bitmap the dirty bitmap of the source that says what else is copied at the beginning, and
 *     in the end what the target lacks
 * @param errors what is done about failures
 * @param filterName the filter's node name; made up if not given
 */
record MirrorPlan(
        String source,
        String target,
        Optional<String> replaces,
        MirrorSync sync,
        OptionalLong granularity,
        long memory,
        CopyMode copyMode,
        boolean targetIsZero,
        Optional<DirtyBitmap> bitmap,
        BlockCopy.Policy errors,
        Optional<String> filterName) {
    /** The node whose place the target takes. */
    String replaced() {
        return replaces.orElse(source);
    }
}
