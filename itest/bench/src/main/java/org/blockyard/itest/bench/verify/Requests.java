package org.blockyard.itest.bench.verify;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Chooses requests: by chance, in the shares of a mix, and so that none overlaps another. */
final class Requests {
    private static final int TRIES = 100;
    private static final int MOST_FLUSHES = 4;
    private static final int HUNDRED = 100;

    private final Generations disk;
    private final Mix mix;
    private final SplittableRandom random;
    private final boolean[] busy;
    private int flushes;
    private int untilFlush;

    Requests(Generations disk, Mix mix, long seed) {
        this.disk = disk;
        this.mix = mix;
        this.random = new SplittableRandom(seed);
        this.busy = new boolean[disk.blocks()];
        this.untilFlush = mix.flushEvery();
    }

    /** Makes a slot the next request. */
    void choose(Slot slot) {
        if (--untilFlush <= 0 && flushes < MOST_FLUSHES) {
            untilFlush = mix.flushEvery();
            flushes++;
            slot.flush(disk.snapshot());
            return;
        }
        int count = mix.blocks().get(random.nextInt(mix.blocks().size()));
        while (!choose(slot, count)) {
            // large ones may fill the disk so much that only smaller ones find a place
            count /= 2;
        }
    }

    private boolean choose(Slot slot, int count) {
        if (count == 0) {
            throw new IllegalStateException("the disk is too small for the depth");
        }
        for (int i = 0; i < TRIES; i++) {
            int first = random.nextInt(disk.blocks() - count + 1);
            if (!occupied(first, count)) {
                Arrays.fill(busy, first, first + count, true);
                choose(slot, first, count);
                return true;
            }
        }
        return false;
    }

    private boolean occupied(int first, int count) {
        for (int b = first; b < first + count; b++) {
            if (busy[b]) {
                return true;
            }
        }
        return false;
    }

    private void choose(Slot slot, int first, int count) {
        var kind = kind();
        if (kind == Kind.READ) {
            slot.set(kind, 0, first, count, 0);
            return;
        }
        int flags = random.nextInt(HUNDRED) < mix.fua() ? Slot.Flags.FUA : 0;
        if (kind == Kind.ZEROES && random.nextBoolean()) {
            flags |= Slot.Flags.NO_HOLE;
        }
        slot.set(kind, flags, first, count, disk.send(kind, first, count));
    }

    private Kind kind() {
        int chance = random.nextInt(HUNDRED);
        if (chance < mix.reads()) {
            return Kind.READ;
        }
        if (chance < mix.reads() + mix.zeroes()) {
            return Kind.ZEROES;
        }
        return chance < mix.reads() + mix.zeroes() + mix.trims() ? Kind.TRIM : Kind.WRITE;
    }

    /** A request was answered; others may have its place. */
    void finished(Slot slot) {
        Arrays.fill(busy, slot.first(), slot.first() + slot.count(), false);
        if (slot.kind() == Kind.FLUSH) {
            flushes--;
        }
    }
}
