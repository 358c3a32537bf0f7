package org.blockyard.driver.tck;

import java.util.Random;

/**
 * What the checks take by chance: the same each time, unless the system property {@code
 * blockyard.tck.seed} says otherwise; {@code blockyard.tck.rounds} makes them longer.
 */
final class Chance {
    private static final int SECTOR = 512;

    private final Random random = new Random(Long.getLong("blockyard.tck.seed", 20260101));

    Random random() {
        return random;
    }

    /** How often something is tried, if it is tried so often usually. */
    static int rounds(int usual) {
        return usual * Math.max(1, Integer.getInteger("blockyard.tck.rounds", 1));
    }

    /** An offset in a disk: half of them where a sector begins. */
    int offset(int length) {
        int any = random.nextInt(length);
        return random.nextBoolean() ? any : any / SECTOR * SECTOR;
    }

    /** A length of at most so much, mostly short ones, at times in whole sectors. */
    int length(int most) {
        int cap = Math.min(most, random.nextInt(8) == 0 ? 256 << 10 : 16 << 10);
        int any = 1 + random.nextInt(cap);
        return any >= SECTOR && random.nextBoolean() ? any / SECTOR * SECTOR : any;
    }

    byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
