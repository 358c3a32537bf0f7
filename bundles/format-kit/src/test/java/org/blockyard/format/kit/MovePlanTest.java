package org.blockyard.format.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.blockyard.io.BlockException;
import org.junit.jupiter.api.Test;

/** What is last goes to the lowest place that is free and large enough. */
class MovePlanTest {
    private static Pieces.Equal pieces(long size, long... starts) {
        var pieces = new Pieces.Equal(size);
        for (long start : starts) {
            pieces.add(start);
        }
        pieces.sort();
        return pieces;
    }

    private static MovePlan plan(Pieces.Equal blocks, Pieces.Equal tables, Pieces.Range... fixed)
            throws BlockException {
        return new MovePlan(
                blocks, tables, Pieces.Various.of(List.of(fixed)), free -> free, free -> free);
    }

    @Test
    void lastBlocksFillTheFirstGaps() throws BlockException {
        var plan = plan(pieces(10, 20, 40, 60, 80), pieces(0), new Pieces.Range(0, 10));
        assertEquals(OptionalLong.of(10), plan.blockTarget(80));
        assertEquals(OptionalLong.of(30), plan.blockTarget(60));
        assertEquals(OptionalLong.empty(), plan.blockTarget(40));
        assertEquals(90, plan.endBefore());
        assertEquals(50, plan.endAfter());
    }

    @Test
    void tableGoesWhereItFits() throws BlockException {
        var plan = plan(pieces(10, 20, 50, 60), pieces(20, 80), new Pieces.Range(0, 10));
        assertEquals(OptionalLong.of(30), plan.tableTarget(80));
        assertEquals(OptionalLong.of(10), plan.blockTarget(60));
        assertEquals(60, plan.endAfter());
    }

    @Test
    void nothingMovesInFrontOfWhatStays() throws BlockException {
        var plan =
                plan(
                        pieces(10, 20),
                        pieces(0),
                        new Pieces.Range(0, 10),
                        new Pieces.Range(90, 95),
                        new Pieces.Range(94, 100));
        assertTrue(plan.blockTarget(20).isEmpty());
        assertEquals(100, plan.endAfter());
    }

    @Test
    void emptyImageHasNothingToMove() throws BlockException {
        var plan = plan(pieces(10), pieces(0), new Pieces.Range(0, 7));
        assertEquals(7, plan.endBefore());
        assertEquals(7, plan.endAfter());
    }
}
