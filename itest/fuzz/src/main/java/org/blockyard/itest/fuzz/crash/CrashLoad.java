package org.blockyard.itest.fuzz.crash;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.blockyard.itest.fuzz.base.Finding;

/**
 * Writes of which it is known what must be on the disk after a crash: what was there at the last
 * flush, or what was written to the place since.
 */
final class CrashLoad {
    static final int BLOCK = 4096;
    static final int BLOCKS = 2048;
    static final int BYTES = BLOCK * BLOCKS;

    /** One command: the blocks it sets, or a flush if there are none. */
    private record Sent(int first, int count, byte value) {
        boolean flush() {
            return count == 0;
        }
    }

    private final Random random;
    private final List<List<Byte>> possible = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private final BitSet touched = new BitSet();
    private final boolean compresses;
    private byte stamp;
    private long writes;

    CrashLoad(Random random, byte beginning, boolean compresses) {
        this.random = random;
        this.compresses = compresses;
        for (int i = 0; i < BLOCKS; i++) {
            possible.add(List.of(beginning));
        }
    }

    int issued() {
        return sent.size();
    }

    long writes() {
        return writes;
    }

    /** The next command, with its line end. */
    String next() {
        int dice = random.nextInt(20);
        if (dice < 2) {
            sent.add(new Sent(0, 0, (byte) 0));
            return "flush\n";
        }
        writes++;
        int first = random.nextInt(BLOCKS);
        if (compresses && dice > 15 && touched.nextClearBit(first) < BLOCKS) {
            return compressed(touched.nextClearBit(first));
        }
        int count = 1 + random.nextInt(Math.min(dice < 4 ? 200 : 20, BLOCKS - first));
        boolean zero = dice < 6;
        send(first, count, zero ? 0 : nextStamp());
        var range = " " + first * BLOCK + " " + count * BLOCK + "\n";
        return (zero ? "write -q -z" + (dice == 4 ? "u" : "") : "write -q -P " + stamp) + range;
    }

    /** Only a block that was never written can be written compressed. */
    private String compressed(int block) {
        send(block, 1, nextStamp());
        return "write -q -c -P " + stamp + " " + block * BLOCK + " " + BLOCK + "\n";
    }

    private byte nextStamp() {
        stamp = (byte) (stamp == 127 ? 1 : stamp + 1);
        return stamp;
    }

    private void send(int first, int count, byte value) {
        touched.set(first, first + count);
        sent.add(new Sent(first, count, value));
    }

    /** The tool died with so many commands done; how many of them were flushes. */
    int died(int done) {
        int flushes = 0;
        int flushed = 0;
        for (int i = 0; i < Math.min(done, sent.size()); i++) {
            if (sent.get(i).flush()) {
                flushes++;
                flushed = i;
            }
        }
        for (int i = 0; i < sent.size(); i++) {
            var one = sent.get(i);
            for (int block = one.first(); block < one.first() + one.count(); block++) {
                if (i < flushed) {
                    possible.set(block, List.of(one.value()));
                } else {
                    var more = new ArrayList<>(possible.get(block));
                    more.add(one.value());
                    possible.set(block, more);
                }
            }
        }
        sent.clear();
        return flushes;
    }

    /** Every sector must hold one of the values it may, and that is what it holds from now on. */
    void verify(byte[] disk) {
        for (int block = 0; block < BLOCKS; block++) {
            for (int sector = 0; sector < BLOCK; sector += 512) {
                int at = block * BLOCK + sector;
                for (int i = at; i < at + 512; i++) {
                    if (disk[i] != disk[at] || !possible.get(block).contains(disk[i])) {
                        throw new Finding(
                                "byte "
                                        + i
                                        + " is "
                                        + disk[i]
                                        + ", not one of "
                                        + possible.get(block));
                    }
                }
            }
        }
        for (int block = 0; block < BLOCKS; block++) {
            settle(block, disk);
        }
    }

    /** A block of which sectors differ may be either from here on. */
    private void settle(int block, byte[] disk) {
        var values = new ArrayList<Byte>();
        for (int at = block * BLOCK; at < (block + 1) * BLOCK; at += 512) {
            if (!values.contains(disk[at])) {
                values.add(disk[at]);
            }
        }
        possible.set(block, List.copyOf(values));
    }
}
