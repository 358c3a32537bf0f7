package org.blockyard.driver;

import java.util.OptionalLong;

/**
 * What a check found, after repairs.
 *
 * @param corruptions contradictions left
 * @param leaks clusters that nothing refers to left
 * @param checkErrors parts that could not be checked
 * @param corruptionsFixed contradictions repaired
 * @param leaksFixed leaks repaired
 * @param imageEndOffset where the last used byte ends, if known
 * @param totalClusters clusters of the disk, if the format has clusters
 * @param allocatedClusters those with data
 * @param fragmentedClusters those that do not follow the one before
 * @param compressedClusters those that are compressed
 */
public record CheckResult(
        long corruptions,
        long leaks,
        long checkErrors,
        long corruptionsFixed,
        long leaksFixed,
        OptionalLong imageEndOffset,
        OptionalLong totalClusters,
        OptionalLong allocatedClusters,
        OptionalLong fragmentedClusters,
        OptionalLong compressedClusters) {}
