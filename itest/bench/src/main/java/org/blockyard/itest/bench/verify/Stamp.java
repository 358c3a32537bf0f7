package org.blockyard.itest.bench.verify;

import java.nio.ByteBuffer;

/**
 * What a block holds: in each sector its number, its generation, and 62 words that follow from both
 * and from their place, so that no byte can be in the wrong place or of the wrong age unseen.
 */
public final class Stamp {
    /** Bytes of a block, the smallest request. */
    public static final int BLOCK = 4096;

    /** Bytes that reach the disk together or not at all. */
    static final int SECTOR = 512;

    private Stamp() {}

    /** Puts a block where the buffer's position is. */
    static void put(ByteBuffer to, long block, long generation) {
        int at = to.position();
        long word = seed(block, generation);
        for (int sector = at; sector < at + BLOCK; sector += SECTOR) {
            to.putLong(sector, block);
            to.putLong(sector + 8, generation);
            for (int i = sector + 16; i < sector + SECTOR; i += 8) {
                to.putLong(i, word + (i - at));
            }
        }
        to.position(at + BLOCK);
    }

    /** Whether a block at a place in a buffer is exactly that one. */
    static boolean is(ByteBuffer from, int at, long block, long generation) {
        long word = seed(block, generation);
        for (int sector = at; sector < at + BLOCK; sector += SECTOR) {
            if (from.getLong(sector) != block || from.getLong(sector + 8) != generation) {
                return false;
            }
            for (int i = sector + 16; i < sector + SECTOR; i += 8) {
                if (from.getLong(i) != word + (i - at)) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * The generation of one sector of a block.
     *
     * @param at where the block begins in the buffer
     * @return the generation, or -1 if the sector is not of that block or not of one piece
     */
    static long sector(ByteBuffer from, int at, int offset, long block) {
        long generation = from.getLong(at + offset + 8);
        long word = seed(block, generation);
        if (from.getLong(at + offset) != block || generation < 0) {
            return -1;
        }
        for (int i = offset + 16; i < offset + SECTOR; i += 8) {
            if (from.getLong(at + i) != word + i) {
                return -1;
            }
        }
        return generation;
    }

    /** Whether so many bytes, whole words of them, are zero. */
    static boolean isZero(ByteBuffer from, int at, int count) {
        for (int i = at; i < at + count; i += 8) {
            if (from.getLong(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static long seed(long block, long generation) {
        return (block + 1) * 0x9E3779B97F4A7C15L ^ generation * 0xC2B2AE3D27D4EB4FL;
    }
}
