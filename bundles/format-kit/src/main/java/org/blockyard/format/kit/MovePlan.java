package org.blockyard.format.kit;

import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import org.blockyard.io.BlockException;

/**
 * Says which pieces of a file are to move where, so that it can end earlier: the last go to the
 * lowest places that are free now. No place is given twice and none is one that another leaves, so
 * moves may be done in any order, and some of them or all.
 */
final class MovePlan {
    private final Pieces.Equal blocks;
    private final Pieces.Equal tables;
    private final Pieces.Various fixed;
    private final TreeMap<Long, Long> tableTargets = new TreeMap<>();
    private final Pieces.Equal takenByTables;
    private final Pieces.Equal blockTargets;
    private int firstMoved;

    /**
     * A plan. All pieces are sorted.
     *
     * @param tables which move as blocks do
     * @param tablePlace where a table may begin in free space that begins at an offset
     * @param blockPlace where a block may begin there
     */
    MovePlan(
            Pieces.Equal blocks,
            Pieces.Equal tables,
            Pieces.Various fixed,
            LongUnaryOperator tablePlace,
            LongUnaryOperator blockPlace)
            throws BlockException {
        this.blocks = blocks;
        this.tables = tables;
        this.fixed = fixed;
        this.takenByTables = new Pieces.Equal(tables.size());
        this.blockTargets = new Pieces.Equal(blocks.size());
        this.firstMoved = blocks.count();
        Gaps.requireApart(List.of(fixed, tables, blocks));
        planTables(tablePlace);
        planBlocks(blockPlace);
    }

    /** Tables come first, as they may need more free space in one piece. */
    private void planTables(LongUnaryOperator place) throws BlockException {
        long least = blocks.total() + tables.total();
        for (var range : fixed.ranges()) {
            least += range.to() - range.from();
        }
        var gaps = new Gaps(List.of(fixed, tables, blocks));
        for (int i = tables.count() - 1; i >= 0 && tables.end(i) > least; i--) {
            var target = gaps.take(tables.size(), place);
            if (target.isEmpty() || target.getAsLong() > tables.start(i)) {
                return;
            }
            takenByTables.add(target.getAsLong());
            tableTargets.put(tables.start(i), target.getAsLong());
        }
    }

    private void planBlocks(LongUnaryOperator place) throws BlockException {
        long others = othersEnd();
        var gaps = new Gaps(List.of(fixed, tables, blocks, takenByTables));
        while (firstMoved > 0 && blocks.end(firstMoved - 1) > others) {
            var target = gaps.take(blocks.size(), place);
            if (target.isEmpty() || target.getAsLong() > blocks.start(firstMoved - 1)) {
                return;
            }
            blockTargets.add(target.getAsLong());
            firstMoved--;
        }
    }

    /** Where all that is no block's ends. */
    private long othersEnd() {
        long end = takenByTables.count() == 0 ? 0 : takenByTables.end(takenByTables.count() - 1);
        if (fixed.count() > 0) {
            end = Math.max(end, fixed.end(fixed.count() - 1));
        }
        int last = tables.count() - tableTargets.size() - 1;
        return last < 0 ? end : Math.max(end, tables.end(last));
    }

    /** Where the piece of a block goes that begins at an offset, if it moves. */
    OptionalLong blockTarget(long start) {
        int index = blocks.indexOf(start);
        // the last of them goes to the lowest place
        return index < firstMoved
                ? OptionalLong.empty()
                : OptionalLong.of(blockTargets.start(blocks.count() - 1 - index));
    }

    /** Where the table goes that begins at an offset, if it moves. */
    OptionalLong tableTarget(long start) {
        var target = tableTargets.get(start);
        return target == null ? OptionalLong.empty() : OptionalLong.of(target);
    }

    /** Where the file's content ends now. */
    long endBefore() {
        long end = fixed.count() == 0 ? 0 : fixed.end(fixed.count() - 1);
        if (tables.count() > 0) {
            end = Math.max(end, tables.end(tables.count() - 1));
        }
        return blocks.count() == 0 ? end : Math.max(end, blocks.end(blocks.count() - 1));
    }

    /** Where it ends when all is moved. */
    long endAfter() {
        long end = othersEnd();
        if (firstMoved > 0) {
            end = Math.max(end, blocks.end(firstMoved - 1));
        }
        int targets = blockTargets.count();
        return targets == 0 ? end : Math.max(end, blockTargets.end(targets - 1));
    }
}
