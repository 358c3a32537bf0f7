package org.blockyard.driver.tck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Images that are nearly right: most damage goes where there is something, and to the head. */
final class Damage {
    private static final int HEAD = 512;
    private static final long[] NASTY = {
        0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, 512, 0x8000_0000L
    };

    private final byte[] whole;
    private final Chance chance;
    private final List<Integer> used = new ArrayList<>();

    Damage(byte[] whole, Chance chance) {
        this.whole = whole;
        this.chance = chance;
        for (int i = 0; i < whole.length && used.size() < 100_000; i++) {
            if (whole[i] != 0) {
                used.add(i);
            }
        }
    }

    byte[] next() {
        var random = chance.random();
        var bytes = whole.clone();
        if (random.nextInt(10) == 0) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
            spoil(bytes);
        }
        return bytes;
    }

    private void spoil(byte[] bytes) {
        var random = chance.random();
        int at =
                switch (random.nextInt(4)) {
                    case 0, 1 -> random.nextInt(HEAD);
                    case 2 -> used.isEmpty() ? 0 : used.get(random.nextInt(used.size()));
                    default -> random.nextInt(whole.length);
                };
        int width = 1 << random.nextInt(4);
        at -= at % width;
        long value = random.nextBoolean() ? NASTY[random.nextInt(NASTY.length)] : random.nextLong();
        for (int i = 0; i < width && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >>> 8 * (width - 1 - i));
        }
    }
}
