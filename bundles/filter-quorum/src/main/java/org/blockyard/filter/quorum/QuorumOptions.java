package org.blockyard.filter.quorum;

import java.util.List;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of a disk that is kept on several others.
 *
 * @param children the disks; a child that was taken away leaves its place empty, so that the others
 *     keep their names
 * @param voteThreshold how many have to agree
 * @param blkverify whether two disks are compared rather than counted
 * @param rewriteCorrupted whether what lost a vote is overwritten
 * @param readPattern how is read
 */
public record QuorumOptions(
        @Option("the nodes that each hold the disk") List<ChildRef> children,
        @Option("how many of them have to agree") long voteThreshold,
        @Option(value = "compare two disks, and fail where they differ", byDefault = "off")
                boolean blkverify,
        @Option(value = "overwrite what lost a vote with what won it", byDefault = "off")
                boolean rewriteCorrupted,
        @Option(value = "how is read", byDefault = "quorum") ReadPattern readPattern) {
    /** How a disk is read that several hold. */
    public enum ReadPattern {
        /** From all, and they vote. */
        QUORUM,
        /** From the first that can be read. */
        FIFO
    }
}
