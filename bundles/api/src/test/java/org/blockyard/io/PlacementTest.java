package org.blockyard.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final int PAGE = 4096;
    private static final long[] OFFSETS = {0, 1, 31, 512, 4095, 4096, 65_537, (1L << 62) + 513};

    private static boolean slow(long target, long source) {
        long behind = Math.floorMod(target - source, (long) PAGE);
        return behind >= 1 && behind <= 31;
    }

    @Test
    void afterTheGapNoCopyIsSlow() {
        for (long offset : OFFSETS) {
            for (int position = 0; position < 2 * PAGE; position++) {
                int gap = Placement.gapForRead(position, offset);
                assertFalse(slow(position + gap, offset), position + " from " + offset);
                assertTrue(gap <= Placement.MOST_GAP);
            }
        }
    }

    @Test
    void noGapIsLeftWhereNoneIsNeeded() {
        for (long offset : OFFSETS) {
            for (int position = 0; position < 2 * PAGE; position++) {
                if (!slow(position, offset)) {
                    assertEquals(0, Placement.gapForRead(position, offset));
                }
            }
        }
    }
}
